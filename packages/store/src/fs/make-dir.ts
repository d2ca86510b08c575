import { closeSync, constants, fsyncSync, mkdirSync, openSync } from "node:fs";
import { toStoreError } from "../store-error.ts";

/** Makes a directory (and its parents) for the owner only. */
export function makeDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toStoreError(error, "make directory", path);
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
