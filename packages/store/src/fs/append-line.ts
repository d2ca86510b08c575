import { closeSync, fstatSync, fsyncSync, statSync } from "node:fs";
import { toStoreError } from "../store-error.ts";
import { endsWithNewline, openForAppend, toLine, writeRecord } from "./line-file.ts";
import { readAtSync } from "./read-at.ts";

/**
 * Appends one record to a JSONL file that several processes append to: opened afresh by path, one `write()`, and
 * afterwards a look whether the record stands there as a line of its own and the path still names the file that was
 * written. Where another process died in the middle of its write just before ours, or `rebuildIndex` renamed a new file
 * into place meanwhile, the record is appended again, so it is never lost (readers take the last line per run).
 *
 * The system puts concurrent appends one after the other, each whole. A newline too many is possible: a write that is
 * under way can look like a torn line. Every reader passes over empty lines.
 */
export function appendLine(path: string, record: string, options: { fsync?: boolean } = {}): void {
  for (;;) {
    const { fd, size, ino, dev } = openForAppend(path);
    let whole: boolean;
    try {
      writeRecord(fd, toLine(record, !endsWithNewline(fd, size), path), path);
      if (options.fsync) fsyncSync(fd);
      whole = standsAsLine(fd, size, record);
    } catch (error) {
      throw toStoreError(error, "append to", path);
    } finally {
      closeSync(fd);
    }
    const now = statSync(path, { throwIfNoEntry: false });
    if (whole && now && now.ino === ino && now.dev === dev) return;
  }
}

/** Whether a file holds a record as one line at or after `from`, and not glued to the end of another. */
export function standsAsLine(fd: number, from: number, record: string): boolean {
  const start = Math.max(0, from - 1);
  const tail = readAtSync(fd, start, fstatSync(fd).size - start);
  return (start === 0 && tail.indexOf(`${record}\n`) === 0) || tail.includes(`\n${record}\n`);
}
