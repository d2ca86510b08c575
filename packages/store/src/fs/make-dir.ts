import { closeSync, constants, fsyncSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { toStoreError } from "../store-error.ts";

/** Makes a directory (and its parents) for the owner only. */
export function makeDir(path: string): void {
  try {
    makeWithParents(path);
  } catch (error) {
    throw toStoreError(error, "make directory", path);
  }
}

/**
 * Not mkdir's own `recursive`: in Node 20 that never ends where a folder cannot be made in one that exists, as below /proc,
 * which answers ENOENT.
 */
function makeWithParents(path: string): void {
  const missing = makeOne(path);
  if (!missing) return;
  if (dirname(path) === path) throw missing;
  makeWithParents(dirname(path));
  // The parent is there now: what is still in the way stays there.
  const still = makeOne(path);
  if (still) throw still;
}

/** @returns the error where a parent is missing, or seems to be; undefined where the directory is there. */
function makeOne(path: string): unknown {
  try {
    mkdirSync(path, { mode: 0o700 });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(path).isDirectory()) return undefined;
    if (code === "ENOENT") return error;
    throw error;
  }
}

/** Makes a rename or a new file in `path` survive a power cut. File systems that cannot sync a directory are fine. */
export function fsyncDir(path: string): void {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch {
    return;
  }
  try {
    fsyncSync(fd);
  } catch {
    // EINVAL on file systems without directory sync: nothing more can be done.
  } finally {
    closeSync(fd);
  }
}
