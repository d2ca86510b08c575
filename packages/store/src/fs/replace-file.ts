import { randomBytes } from "node:crypto";
import { closeSync, constants, fstatSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { shortWrite, toStoreError } from "../store-error.ts";
import { fsyncDir } from "./make-dir.ts";

/**
 * Replaces a file atomically: temporary file, write, check of the size, fsync, rename, directory fsync. On a full disk
 * the old file stays as it was and a StoreError `disk_full` is thrown.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  const temp = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`);
  let made = false;
  try {
    const fd = openSync(temp, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
    made = true;
    try {
      writeAll(fd, bytes, path);
      fsyncSync(fd);
      // What write() took is not proof: trust the file's own size before the good one is given up.
      const { size } = fstatSync(fd);
      if (size !== bytes.length) throw shortWrite(path, size, bytes.length);
    } finally {
      closeSync(fd);
    }
    renameSync(temp, path);
    made = false;
    fsyncDir(dirname(path));
  } catch (error) {
    if (made) removeQuietly(temp);
    throw toStoreError(error, "write", path);
  }
}

/** Writes all of `bytes`, going on after short writes until the kernel says why. */
export function writeAll(fd: number, bytes: Uint8Array, path: string): void {
  let done = 0;
  while (done < bytes.length) {
    const n = writeSync(fd, bytes, done, bytes.length - done);
    if (n === 0) throw shortWrite(path, done, bytes.length);
    done += n;
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone already, or the disk is going: the first error is the one to tell.
  }
}
