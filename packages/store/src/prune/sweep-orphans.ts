import { lstat, opendir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { RunId } from "@codex-toolloop/protocol";
import { isAbsent } from "../fs/safe-open.ts";
import { toStoreError } from "../store-error.ts";

const DAY_MS = 86_400_000;
/** A run ends within a day, and a sweep is daily: what a crash left in a run directory is found in its first week, or goes with the run. */
const LOOK_BACK_MS = 8 * DAY_MS;

/** What crashes left behind, as paths below the store's root, and its bytes. */
export interface Swept {
  paths: string[];
  bytes: number;
}

/**
 * Removes what no run owns, once it is older than a day: run directories with neither request.json nor meta.json that the
 * list does not know, directories whose removal was cut short, and temporary files that were never renamed. All of it is
 * left by crashes and full disks; younger ones may be somebody's work in progress.
 * @param isKnown whether the list of runs has an id. @param options `isQueued` says which runs wait; with it, a directory
 * with a request.json and no meta.json is removed as well where neither knows it: it was made and never written down.
 */
export async function sweepOrphans(
  root: string,
  isKnown: (runId: string) => boolean,
  { now, dryRun = false, isQueued }: { now: Date; dryRun?: boolean; isQueued?: (runId: string) => boolean },
): Promise<Swept> {
  const swept: Swept = { paths: [], bytes: 0 };
  const take = async (path: string) => {
    const size = await ageAndSize(join(root, path), now);
    if (size === undefined) return;
    try {
      if (!dryRun) await rm(join(root, path), { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      throw toStoreError(error, "remove", join(root, path));
    }
    swept.paths.push(path);
    swept.bytes += size;
  };
  for await (const { name } of entriesOf(root)) if (isTemporary(name)) await take(name);
  for await (const entry of entriesOf(join(root, "runs"))) {
    const path = join("runs", entry.name);
    if (entry.name.startsWith(".deleted-")) await take(path);
    if (!entry.isDirectory() || !RunId.safeParse(entry.name).success) continue;
    const age = now.getTime() - madeAt(entry.name);
    if (!isKnown(entry.name)) {
      if (isQueued?.(entry.name)) continue;
      const signs = isQueued ? ["meta.json"] : ["request.json", "meta.json"];
      if (await hasNone(join(root, path), signs)) await take(path);
    } else if (age > DAY_MS && age < LOOK_BACK_MS) {
      for (const name of await namesIn(join(root, path))) if (isTemporary(name)) await take(join(path, name));
    }
  }
  return swept;
}

async function* entriesOf(dir: string) {
  try {
    yield* await opendir(dir);
  } catch (error) {
    if (!isAbsent(error)) throw toStoreError(error, "list", dir);
  }
}

/** A temporary file of ours that was to be renamed: `.meta.json.<pid>.<hex>.tmp`, or the launcher's `exit.json.<pid>.tmp`. */
function isTemporary(name: string): boolean {
  return /^\..+\.\d+\.[0-9a-f]+\.tmp$/.test(name) || /^exit\.json\.\d+\.tmp$/.test(name);
}

/** Milliseconds since the epoch: a run id begins with them. */
function madeAt(runId: string): number {
  return Number.parseInt(runId.replaceAll("-", "").slice(0, 12), 16);
}

/** None for a directory that another prune has just removed. */
async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw toStoreError(error, "list", dir);
  }
}

async function hasNone(dir: string, names: string[]): Promise<boolean> {
  const found = await Promise.all(names.map((name) => lstat(join(dir, name)).catch(() => null)));
  return found.every((file) => file === null);
}

/** Bytes of a file (of a directory, those directly in it), undefined where it was touched within the last day. */
async function ageAndSize(path: string, now: Date): Promise<number | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  if (!stat || now.getTime() - Math.max(stat.mtimeMs, stat.ctimeMs) < DAY_MS) return undefined;
  if (!stat.isDirectory()) return stat.size;
  const inside = await Promise.all((await namesIn(path)).map((name) => lstat(join(path, name)).catch(() => undefined)));
  return inside.reduce((sum, file) => sum + (file?.isFile() ? file.size : 0), 0);
}
