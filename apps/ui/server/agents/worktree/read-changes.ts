import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Outcome, WorktreeState } from "@codex-toolloop/protocol";
import { gitRefusal } from "../git/git-refusal.ts";
import type { OpenWorktree } from "./open-worktree.ts";

type Changes = Pick<WorktreeState, "files" | "diff" | "truncated">;

const DIFF_BYTES = 8 * 1024 * 1024;
const DIFF_MS = 20_000;
const MOST_FILES = 2000;
const WHAT = "The changes could not be read";

/**
 * Everything that differs from the commit `base`: commits, changes, and files that git does not know yet (but those it is told to
 * ignore). The worktree's own index is not touched: a copy learns of the new files.
 */
export async function readChanges({ root, git }: OpenWorktree, base: string): Promise<Outcome<Changes>> {
  const scratch = await mkdtemp(join(tmpdir(), "toolloop-index-"));
  try {
    const index = await git(["rev-parse", "--git-path", "index"]);
    if (!index.ok) return gitRefusal(WHAT, index);
    const copy = join(scratch, "index");
    // A checkout without an index has none to copy; git makes one.
    await copyFile(resolve(root, index.stdout.replace(/\n$/, "")), copy).catch(() => undefined);
    const env = { GIT_INDEX_FILE: copy };
    const added = await git(["add", "--intent-to-add", "--all", "--ignore-errors"], { env, timeoutMs: DIFF_MS });
    // 1 is "all but": a file that cannot be read.
    if (added.code !== 0 && added.code !== 1) return gitRefusal(WHAT, added);
    const range = ["--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", base, "--"];
    const read = (args: string[]) =>
      git(["diff", ...args, ...range], { env, timeoutMs: DIFF_MS, maxBytes: DIFF_BYTES });
    const [states, counts, diff] = await Promise.all([
      read(["--name-status", "-z"]),
      read(["--numstat", "-z"]),
      read(["--src-prefix=a/", "--dst-prefix=b/"]),
    ]);
    for (const part of [states, counts, diff]) if (!part.ok && !part.cut) return gitRefusal(WHAT, part);
    const files = parseStates(states.stdout, binaries(counts.stdout));
    const truncated = diff.cut || files.length > MOST_FILES;
    return {
      ok: true,
      value: { files: files.slice(0, MOST_FILES), diff: diff.cut ? wholeFiles(diff.stdout) : diff.stdout, truncated },
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** `A NUL path NUL M NUL path NUL`. */
function parseStates(stdout: string, binary: ReadonlySet<string>): Changes["files"] {
  const parts = stdout.split("\0");
  const files: Changes["files"] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [state = "", path = ""] = [parts[i], parts[i + 1]];
    if (path === "") continue;
    const change = state.startsWith("A") ? "add" : state.startsWith("D") ? "delete" : "update";
    files.push({ path, change, binary: binary.has(path) });
  }
  return files;
}

/** Of `added TAB deleted TAB path NUL` those whose lines git does not count. */
function binaries(stdout: string): Set<string> {
  const names = new Set<string>();
  for (const part of stdout.split("\0")) if (part.startsWith("-\t-\t")) names.add(part.slice(4));
  return names;
}

/** Of a diff that was cut: the files that are whole in it; of the first file alone, its whole lines. */
function wholeFiles(cut: string): string {
  const end = cut.lastIndexOf("\ndiff --git ");
  return cut.slice(0, (end < 0 ? cut.lastIndexOf("\n") : end) + 1);
}
