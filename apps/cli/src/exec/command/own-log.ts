import { closeSync, mkdirSync, openSync, readSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { StoreError, toStoreError } from "@codex-toolloop/store";
import { sizeOf } from "./size-of.ts";

/** Folder below the run directory for the output of commands that run beside others. */
const LOGS = "logs";
const CHUNK = 1024 * 1024;

/** The file that a command writes by itself, because another one may run at the same time. */
export interface OwnLog {
  path: string;
  /**
   * Appends it to output.log in one piece, and removes it.
   * @returns its place there, in bytes. Throws StoreError where the disk refuses; the file stays then.
   */
  intoLog(logPath: string): { logStart: number; logEnd: number };
}

/** @param serial number of the command in its run. */
export function ownLog(runDir: string, stepId: string, serial: number): OwnLog {
  const path = join(runDir, LOGS, `${stepId}.${serial}.log`);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    throw toStoreError(error, "make", path);
  }
  return {
    path,
    intoLog(logPath) {
      try {
        const logStart = sizeOf(logPath);
        const size = append(path, logPath);
        rmSync(path, { force: true });
        removeEmpty(dirname(path));
        return { logStart, logEnd: logStart + size };
      } catch (error) {
        throw toStoreError(error, "append to", logPath);
      }
    },
  };
}

/** Without a pause, so that nothing of ours comes in between. A last line without an end gets one: it is another's log, too. */
function append(from: string, to: string): number {
  const [source, target] = [openSync(from, "r"), openSync(to, "a", 0o600)];
  try {
    const buffer = Buffer.alloc(CHUNK);
    let size = 0;
    let last = 0x0a;
    for (let length = readSync(source, buffer); length > 0; length = readSync(source, buffer)) {
      write(target, buffer.subarray(0, length), to);
      size += length;
      last = buffer[length - 1] ?? last;
    }
    if (last !== 0x0a) {
      write(target, Buffer.from("\n"), to);
      size++;
    }
    return size;
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

/** A full disk shows as a short count first. */
function write(fd: number, bytes: Buffer, path: string): void {
  for (let done = 0; done < bytes.length; ) {
    const length = writeSync(fd, bytes, done);
    if (length === 0) throw new StoreError("disk_full", `${path}: the disk took only a part`, { path });
    done += length;
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another command's file is in it.
  }
}
