import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Story } from "./story.ts";

/** States of the project, one before each answer of the model: what a turn changed lies between its first and its last. */
export interface Snapshots {
  /** Says which project it is. */
  at(cwd: string): void;
  take(script: string): Promise<void>;
  /** What a turn changed, as git applies it; empty where it changed nothing. */
  patchOf(script: string): string;
  /** What differed from the last commit when the first state was taken. */
  uncommitted(): string;
}

export function snapshots(): Snapshots {
  let cwd = "";
  const trees = new Map<string, string[]>();
  const git = (args: readonly string[], env: Record<string, string> = {}) =>
    execFileSync("git", [...args], { cwd, encoding: "utf8", env: { ...process.env, ...env } });
  const between = (from: string, to: string) => git(["diff", "--binary", "--full-index", "--no-color", from, to]);
  return {
    at(folder) {
      cwd = folder;
    },
    async take(script) {
      // An index of its own: the agents see none of it.
      const env = { GIT_INDEX_FILE: join(cwd, "..", "snapshot-index") };
      git(["add", "--all"], env);
      trees.set(script, [...(trees.get(script) ?? []), git(["write-tree"], env).trim()]);
    },
    patchOf(script) {
      const [first, last] = [trees.get(script)?.at(0), trees.get(script)?.at(-1)];
      return first === undefined || last === undefined ? "" : between(first, last);
    },
    uncommitted: () => between("HEAD", trees.get("")?.at(0) ?? "HEAD"),
  };
}

/** Makes the story's project: a git repository with one commit, and what is not committed in it. */
export function makeProject(cwd: string, { files, uncommitted = {} }: Pick<Story, "files" | "uncommitted">): void {
  const put = (all: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
  };
  const git = (...args: string[]) => execFileSync("git", args, { cwd, stdio: "ignore" });
  put(files);
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("-c", "user.name=Demo", "-c", "user.email=demo@example.com", "commit", "-qm", "A small shop");
  put(uncommitted);
}
