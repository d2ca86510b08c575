import { closeSync, fsyncSync, statSync } from "node:fs";
import { toStoreError } from "../store-error.ts";
import { endsWithNewline, openForAppend, toLine, writeRecord } from "./line-file.ts";

/**
 * Appends one record to a JSONL file that several processes append to: opened afresh by path, one `write()`, and
 * afterwards a look whether the path still names the file that was written. Where `rebuildIndex` renamed a new file
 * into place meanwhile, the record is appended again, so it is never lost (readers take the last line per run).
 */
export function appendLine(path: string, record: string, options: { fsync?: boolean } = {}): void {
  for (;;) {
    const { fd, size, ino, dev } = openForAppend(path);
    try {
      writeRecord(fd, toLine(record, !endsWithNewline(fd, size), path), path);
      if (options.fsync) fsyncSync(fd);
    } catch (error) {
      throw toStoreError(error, "append to", path);
    } finally {
      closeSync(fd);
    }
    const now = statSync(path, { throwIfNoEntry: false });
    if (now && now.ino === ino && now.dev === dev) return;
  }
}
