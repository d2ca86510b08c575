import { copyFileSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { countdown, type GitWorld, gitLook, type Looked } from "./git-look.ts";

export interface SnapshotWorld extends GitWorld {
  /** Real path of the store: what the run itself writes is no change of its. */
  storeRoot: string;
}

/** Takes pictures of a checkout into folders of ours: the user's index and object store are only read. */
export interface Snapshots {
  /** The workspace as it stands, untracked files with it. @returns the id of a tree; null where git gave up. */
  take(into: string, ms: number, signal: AbortSignal): Promise<{ tree: string | null; late: boolean }>;
  /** Runs git with what the workspace has, and what was taken before. */
  git(
    args: readonly string[],
    options: { timeoutMs: number; signal: AbortSignal; captureBytes?: number },
  ): Promise<Looked>;
  /** Of the last picture: regular files that differ from HEAD, at most `limit`; none where it has no commit. */
  beyondHead(limit: number, signal: AbortSignal): Promise<string[]>;
  remove(): void;
}

/** A path in the list of object stores; quoted, as one may hold a colon. */
const quoted = (path: string) => JSON.stringify(path);

/**
 * @param scratch folder for the index and objects of later looks; made here. @param kept folder of the first picture's objects.
 * @returns why not, where it is no checkout or git took too long.
 */
export async function openSnapshots(
  world: SnapshotWorld,
  { scratch, kept }: { scratch: string; kept: string },
  ms: number,
  signal: AbortSignal,
): Promise<Snapshots | "no_checkout" | "late"> {
  const left = countdown(ms);
  const paths = await gitLook(world, ["rev-parse", "--git-path", "index", "--git-path", "objects"], {
    timeoutMs: left(),
    signal,
  });
  if (paths.late) return "late";
  const [theirIndex, theirs] = (paths.text?.trimEnd().split("\n") ?? []).map((path) => resolve(world.workspace, path));
  if (theirIndex === undefined || theirs === undefined) return "no_checkout";
  const index = join(scratch, "index");
  const objects = join(scratch, "objects");
  for (const folder of [objects, kept]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  // With the times of the files that the copy holds, only what has changed since is read.
  if (statSync(theirIndex, { throwIfNoEntry: false })) copyFileSync(theirIndex, index);
  const env = (into: string) => ({
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: into,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: [kept, objects, theirs]
      .filter((p) => p !== into)
      .map(quoted)
      .join(":"),
  });
  const git: Snapshots["git"] = (args, options) => gitLook(world, args, { ...options, env: env(objects) });
  return {
    async take(into, withinMs, stop) {
      const rest = countdown(withinMs);
      const options = () => ({ timeoutMs: rest(), signal: stop, env: env(into) });
      // 1 is "all but": a file that cannot be read, or what we exclude is ignored anyway (as our own store should be).
      const add = ["add", "--all", "--ignore-errors", "--", ".", ...ours(world)];
      const added = await gitLook(world, add, { ...options(), good: 1 });
      if (added.text === null) return { tree: null, late: added.late };
      const written = await gitLook(world, ["write-tree"], options());
      return { tree: written.text?.trim() || null, late: written.late };
    },
    git,
    async beyondHead(limit, stop) {
      const args = ["diff-index", "--cached", "--raw", "-z", "--relative", "--no-renames", "--diff-filter=AMT", "HEAD"];
      const { text } = await git(args, { timeoutMs: ms, signal: stop });
      const parts = (text ?? "").split("\0");
      const paths = parts.filter((_, i) => i % 2 === 1 && /^:\d+ 100\d+ /.test(parts[i - 1] ?? ""));
      return paths.slice(0, limit);
    },
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

/** Pathspecs that leave out what the run itself writes. */
export function ours({ workspace, storeRoot }: SnapshotWorld): string[] {
  const inside = relative(workspace, storeRoot);
  if (inside === "" || inside.startsWith("..")) return [];
  return ["runs", "*.jsonl", "dashboard.log*"].map((name) => `:(exclude,glob)${inside}/${name}`);
}
