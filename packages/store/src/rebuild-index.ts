import { randomBytes } from "node:crypto";
import { closeSync, constants, fstatSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { RunId, type RunMeta } from "@codex-toolloop/protocol";
import { appendLine } from "./fs/append-line.ts";
import { fsyncDir } from "./fs/make-dir.ts";
import { readAtSync } from "./fs/read-at.ts";
import { writeAll } from "./fs/replace-file.ts";
import { isAbsent, openRegularSync } from "./fs/safe-open.ts";
import { lockAddress } from "./lock/lock-address.ts";
import { lockAt } from "./lock/lock-store.ts";
import { readMetaFile } from "./run/run-dir.ts";
import { StoreError, toStoreError } from "./store-error.ts";

const PARALLEL = 32;

/**
 * Writes index.jsonl anew from `runs/<id>/meta.json`, one line per run, oldest first, and loses no line that a run
 * appends meanwhile:
 * 1. the new file is written beside the old one and renamed over it;
 * 2. a writer that appended to the old file after the rename sees that the path names another file and appends again;
 * 3. one that appended before the rename, but after its meta.json was read, is found in the old file's tail: the
 *    meta.json of each run named there is read again and appended until it no longer changes.
 * One rebuild at a time, by a lock of its own.
 */
export async function rebuildIndexFile(root: string): Promise<{ runs: number; skipped: number; seconds: number }> {
  const started = performance.now();
  const lock = await lockAt(lockAddress(root, "rebuild"), {});
  if (!lock.held) {
    lock.cancel();
    throw new StoreError("io", `the index of ${root} is being rebuilt by another process; wait until it is done`);
  }
  const path = join(root, "index.jsonl");
  const temp = join(root, `.index.jsonl.${process.pid}.${randomBytes(6).toString("hex")}.tmp`);
  const old = openRegularSync(path, root);
  const oldSize = old?.stat.size ?? 0;
  try {
    const { metas, skipped } = await readAllMetas(root);
    writeIndex(temp, metas);
    renameSync(temp, path);
    fsyncDir(root);
    if (old) await recoverTail(root, path, readAtSync(old.fd, oldSize, fstatSync(old.fd).size - oldSize));
    return { runs: metas.length, skipped, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    rmSync(temp, { force: true });
    throw toStoreError(error, "rebuild", path);
  } finally {
    if (old) closeSync(old.fd);
    await lock.lock.release();
  }
}

async function readAllMetas(root: string): Promise<{ metas: RunMeta[]; skipped: number }> {
  const ids: string[] = [];
  try {
    for await (const entry of await opendir(join(root, "runs")))
      if (RunId.safeParse(entry.name).success) ids.push(entry.name);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  const metas: RunMeta[] = [];
  let skipped = 0;
  let next = 0;
  const worker = async () => {
    for (let id = ids[next++]; id !== undefined; id = ids[next++]) {
      const meta = await readMetaFile(root, id).catch(() => null);
      if (meta?.runId === id) metas.push(meta);
      else skipped++;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  metas.sort((a, b) =>
    a.createdAt === b.createdAt ? (a.runId < b.runId ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1,
  );
  return { metas, skipped };
}

function writeIndex(temp: string, metas: RunMeta[]): void {
  const fd = openSync(temp, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  try {
    for (let i = 0; i < metas.length; i += 1000) {
      const lines = metas.slice(i, i + 1000).map((meta) => `${JSON.stringify(meta)}\n`);
      writeAll(fd, Buffer.from(lines.join("")), temp);
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** @param tail what was appended to the old index since the rebuild began. */
async function recoverTail(root: string, path: string, tail: Buffer): Promise<void> {
  const ids = new Set(tail.toString("utf8").match(/(?<="runId":")[0-9a-f-]{36}(?=")/g) ?? []);
  for (const id of ids) {
    if (!RunId.safeParse(id).success) continue;
    // The run's file is at least as new as any line of it; a run that goes on appends its own line after ours.
    for (let last = ""; ; ) {
      const meta = await readMetaFile(root, id).catch(() => null);
      const line = meta ? JSON.stringify(meta) : JSON.stringify({ v: 1, runId: id, deleted: true });
      if (line === last) break;
      appendLine(path, line);
      last = line;
    }
  }
}
