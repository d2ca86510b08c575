import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { LIMITS } from "@codex-toolloop/protocol";
import { StoreError, shortWrite, toStoreError } from "../store-error.ts";

const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** An open JSONL file of which we are the sole writer. Every record is one `write()`. */
export interface LineFile {
  readonly path: string;
  /** Bytes in the file. */
  readonly size: number;
  /** Appends one record (without its newline). @returns the byte offsets of its line. Throws StoreError. */
  append(record: string): { offset: number; end: number };
  fsync(): void;
  close(): void;
}

/** Opens a JSONL file for appending. A torn last line, left by a crash, is closed with a newline at the first append. */
export function openLineFile(path: string): LineFile {
  const { fd, size: initial } = openForAppend(path);
  let size = initial;
  let torn = !endsWithNewline(fd, size);
  return {
    path,
    get size() {
      return size;
    },
    append(record) {
      const bytes = toLine(record, torn, path);
      const lead = torn ? 1 : 0;
      writeRecord(fd, bytes, path, size);
      torn = false;
      const offset = size + lead;
      size += bytes.length;
      return { offset, end: size };
    },
    fsync() {
      try {
        fsyncSync(fd);
      } catch (error) {
        throw toStoreError(error, "sync", path);
      }
    },
    close() {
      closeSync(fd);
    },
  };
}

/** Opens for reading and appending, 0600, regular files only. */
export function openForAppend(path: string): { fd: number; size: number; ino: number; dev: number } {
  let fd: number;
  try {
    fd = openSync(path, APPEND, 0o600);
  } catch (error) {
    throw toStoreError(error, "open", path);
  }
  const stat = fstatSync(fd);
  if (!stat.isFile()) {
    closeSync(fd);
    throw new StoreError("invalid", `cannot write ${path}: it is no regular file; move it away and try again`, {
      path,
    });
  }
  return { fd, size: stat.size, ino: stat.ino, dev: stat.dev };
}

/** A record as the bytes of one `write()`; with a newline before it where the last line is torn. */
export function toLine(record: string, torn: boolean, path: string): Buffer {
  const bytes = Buffer.from(`${torn ? "\n" : ""}${record}\n`, "utf8");
  if (bytes.length > LIMITS.recordBytes + 2)
    throw new StoreError(
      "invalid",
      `cannot write ${path}: a record of ${bytes.length} bytes is over the limit of ${LIMITS.recordBytes}`,
      { path },
    );
  return bytes;
}

/** One `write()`. A short one is cut off again when `cutTo` is given (sole writer), and thrown as `disk_full`. */
export function writeRecord(fd: number, bytes: Buffer, path: string, cutTo?: number): void {
  let wrote: number;
  try {
    wrote = writeSync(fd, bytes, 0, bytes.length);
  } catch (error) {
    throw toStoreError(error, "append to", path);
  }
  if (wrote === bytes.length) return;
  if (cutTo !== undefined) {
    try {
      ftruncateSync(fd, cutTo);
    } catch {
      // The torn line stays; readers skip it, and the next append starts a line of its own.
    }
  }
  throw shortWrite(path, wrote, bytes.length);
}

/** True for an empty file, and for one whose last byte is a newline. */
export function endsWithNewline(fd: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === 0x0a;
}
