import { closeSync, constants, fstatSync, openSync, realpathSync, type Stats } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { sep } from "node:path";
import { errnoOf } from "../store-error.ts";

// A FIFO would block the thread that opens it, four of them stop all file reads of a Node process: never block, never
// follow a link in the last component, and look at what was opened before reading from it.
const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;

/** True when `path` is `root` or lies below it. Both absolute and real. */
export function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Errors that mean: there is no such regular file for us. */
export function isAbsent(error: unknown): boolean {
  const code = errnoOf(error);
  return (
    code === "ENOENT" ||
    code === "ENOTDIR" ||
    code === "ELOOP" ||
    code === "ENXIO" ||
    code === "EISDIR" ||
    code === "ENAMETOOLONG" ||
    code === "ERR_INVALID_ARG_VALUE"
  );
}

/**
 * Opens a regular file for reading, whatever lies at `path`: FIFOs, devices, sockets, directories and links are "no
 * such file".
 * @param root absolute real path that the file's real path must lie below.
 * @returns null when there is no such regular file. Throws other system errors (EACCES, EIO …) as they are.
 */
export async function openRegular(path: string, root: string): Promise<{ handle: FileHandle; stat: Stats } | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, READ);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
  try {
    const stat = await handle.stat();
    if (stat.isFile() && isBelow(root, await realpath(path))) return { handle, stat };
  } catch (error) {
    if (!isAbsent(error)) {
      await handle.close();
      throw error;
    }
  }
  await handle.close();
  return null;
}

/** `openRegular`, synchronously: for small files that are read on the way to an answer. The caller closes `fd`. */
export function openRegularSync(path: string, root: string): { fd: number; stat: Stats } | null {
  let fd: number;
  try {
    fd = openSync(path, READ);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
  try {
    const stat = fstatSync(fd);
    if (stat.isFile() && isBelow(root, realpathSync(path))) return { fd, stat };
  } catch (error) {
    if (!isAbsent(error)) {
      closeSync(fd);
      throw error;
    }
  }
  closeSync(fd);
  return null;
}
