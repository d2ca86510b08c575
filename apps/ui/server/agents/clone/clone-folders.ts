import { mkdirSync, renameSync } from "node:fs";
import { lstat, readdir, realpath, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeDir, toStoreError } from "@codex-toolloop/store";

/** Where clones are, below the store's root. */
export function clonesFolder(storeRoot: string): string {
  return join(storeRoot, "workspaces");
}

const TRASH = ".removed-";

/**
 * Makes an empty folder for a clone; a name that is taken gets a number.
 * @param isFree false for a path that a run still speaks for, although nothing is there. Throws StoreError.
 */
export function reserveFolder(storeRoot: string, name: string, isFree: (path: string) => boolean): string {
  const parent = clonesFolder(storeRoot);
  makeDir(parent);
  for (let n = 1; ; n++) {
    const path = join(parent, n === 1 ? name : `${name}-${n}`);
    if (!isFree(path)) continue;
    try {
      mkdirSync(path, { mode: 0o700 });
      return path;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST"))
        throw toStoreError(error, "make directory", path);
    }
  }
}

/** Is this a folder right below `<store>/workspaces`, itself and not by a link? Nothing else is ever deleted. */
export async function isCloneFolder(storeRoot: string, path: string): Promise<boolean> {
  if (dirname(path) !== clonesFolder(storeRoot)) return false;
  try {
    return (await lstat(path)).isDirectory() && (await realpath(path)) === path;
  } catch {
    return false;
  }
}

/**
 * Deletes a clone: its name is free at once, the rest follows. What a crash leaves of it, `sweepFolders` takes.
 * @param token unique; names what is being deleted.
 */
export async function removeCloneFolder(storeRoot: string, path: string, token: string): Promise<void> {
  if (!(await isCloneFolder(storeRoot, path))) return;
  const trash = join(clonesFolder(storeRoot), `${TRASH}${token}`);
  renameSync(path, trash);
  await rm(trash, { recursive: true, force: true, maxRetries: 3 });
}

/** Deletes what an earlier removal did not finish, and empty folders that nobody speaks for. */
export async function sweepFolders(storeRoot: string, isClaimed: (path: string) => boolean): Promise<void> {
  const parent = clonesFolder(storeRoot);
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name);
    if (name.startsWith(TRASH)) await rm(path, { recursive: true, force: true, maxRetries: 3 });
    // Only an empty one can be removed so.
    else if (!isClaimed(path)) await rmdir(path).catch(() => undefined);
  }
}
