import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { LIMITS, type UiRunRecord } from "@codex-toolloop/protocol";
import { replaceFile } from "@codex-toolloop/store";
import { emptyFold, type FoldedRecords, foldLine } from "./fold-records.ts";
import { readLines } from "./read-lines.ts";

/** `ui-runs.jsonl`, open for writing. Only the holder of the store's lock may have one. */
export interface RecordLog {
  /** Resolves once the line is on disk (fsynced); lines keep the order of the calls. Rejects with the system's error, and the file is as before. */
  append(record: UiRunRecord): Promise<void>;
  /** Is the file that we write still the one with that name? */
  isCurrent(): Promise<boolean>;
  /** Waits for what was appended, and closes the file. */
  close(): Promise<void>;
}

export interface LoadedRecords {
  folded: FoldedRecords;
  /** Bytes of a torn last line, which counts as never written. */
  torn: number;
}

/** Reads a record file; an absent one is empty. Throws the system's error when it cannot be read. */
export async function loadRecords(path: string): Promise<LoadedRecords> {
  const folded = emptyFold();
  const read = await readLines(path, 0, (line) => foldLine(folded, line));
  return { folded, torn: read?.torn ?? 0 };
}

/** Opens the file for appending, and ends a torn last line so that the next record stands alone. */
export async function openRecordLog(path: string, torn: number): Promise<RecordLog> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const file = await open(path, flags, 0o600);
  try {
    if (torn > 0) await writeAll(file, Buffer.from("\n"));
    await file.sync();
  } catch (error) {
    await file.close();
    throw error;
  }
  let waiting: { line: Buffer; done: () => void; failed: (error: unknown) => void }[] = [];
  let working: Promise<void> | undefined;

  // Everything that arrives during one fsync shares the next one: 500 starts at once do not mean 500 fsyncs in a row.
  const drain = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await writeBatch(
          file,
          batch.map((b) => b.line),
        );
        for (const item of batch) item.done();
      } catch (error) {
        for (const item of batch) item.failed(error);
      }
    }
    // In the same turn as the last look: whoever appends after it begins a new round.
    working = undefined;
  };
  return {
    append: (record) =>
      new Promise((done, failed) => {
        const line = Buffer.from(`${JSON.stringify(record)}\n`);
        if (line.length > LIMITS.recordBytes) {
          failed(new Error(`a record of ${line.length} bytes is over the limit of ${LIMITS.recordBytes}`));
          return;
        }
        waiting.push({ line, done, failed });
        working ??= drain();
      }),
    async isCurrent() {
      const [ours, named] = await Promise.all([file.stat(), stat(path).catch(() => undefined)]);
      return named?.ino === ours.ino && named.dev === ours.dev;
    },
    async close() {
      while (working) await working;
      await file.close();
    },
  };
}

/** Replaces the file by one line per run, atomically. Throws StoreError; the old file then stands. */
export function rewriteRecords(path: string, records: UiRunRecord[]): void {
  replaceFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

/** One `write()` a record and one fsync for all of them; on any failure the file is cut back to what it was. */
async function writeBatch(file: FileHandle, lines: Buffer[]): Promise<void> {
  const { size } = await file.stat();
  try {
    for (const line of lines) await writeAll(file, line);
    await file.datasync();
  } catch (error) {
    // A torn tail would be repaired at the next start anyhow; a failing truncate must not hide why we are here.
    await file.truncate(size).catch(() => {});
    throw error;
  }
}

/** A full disk answers with a short count, not with an error. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  const { bytesWritten } = await file.write(bytes, 0, bytes.length);
  if (bytesWritten < bytes.length) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
}
