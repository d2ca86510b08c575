import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

export interface LinesRead {
  /** Byte offset after the last complete line. */
  to: number;
  /** Bytes after it: a torn last line. */
  torn: number;
  /** Inode of the file that was read; another one next time means that the file was rewritten. */
  inode: number;
}

/** A record is far smaller; a longer line is no record and is skipped without being held in memory. */
const LONGEST = 1024 * 1024;

/**
 * Hands every complete line from byte offset `from` to `onLine`, in constant memory.
 * @returns null when the file does not exist. Throws the system's error on anything else.
 */
export async function readLines(path: string, from: number, onLine: (line: string) => void): Promise<LinesRead | null> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw Object.assign(new Error(`${path} is not a regular file`), { code: "EINVAL" });
    const buffer = Buffer.allocUnsafe(256 * 1024);
    let rest: Buffer = Buffer.alloc(0);
    let restBytes = 0;
    let position = from;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) break;
      let start = 0;
      for (;;) {
        const end = buffer.indexOf(10, start);
        if (end < 0 || end >= bytesRead) break;
        const piece = buffer.subarray(start, end);
        if (restBytes <= LONGEST) onLine((restBytes ? Buffer.concat([rest, piece]) : piece).toString("utf8"));
        else onLine("(too long)");
        rest = Buffer.alloc(0);
        restBytes = 0;
        start = end + 1;
      }
      const tail = buffer.subarray(start, bytesRead);
      restBytes += tail.length;
      if (tail.length > 0) rest = restBytes <= LONGEST ? Buffer.concat([rest, tail]) : Buffer.alloc(0);
      position += bytesRead;
    }
    return { to: position - restBytes, torn: restBytes, inode: stat.ino };
  } finally {
    await file.close();
  }
}
