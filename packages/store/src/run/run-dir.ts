import { mkdirSync, statSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { ControlLine, ExitFile, LIMITS, RunId, RunMeta, RunRequest } from "@codex-toolloop/protocol";
import type { z } from "zod";
import { appendLine } from "../fs/append-line.ts";
import { fsyncDir, makeDir } from "../fs/make-dir.ts";
import { readSmall } from "../fs/read-at.ts";
import { parseJson, readRecords } from "../fs/read-records.ts";
import { replaceFile } from "../fs/replace-file.ts";
import { StoreError, toStoreError } from "../store-error.ts";

/** Largest request.json, meta.json or exit.json that is read: anything larger was not written by us. */
const SMALL = 4 * 1024 * 1024;

/** `runs/<runId>`; throws StoreError `invalid` on anything that is not a run id. */
export function runDirOf(root: string, runId: string): string {
  if (!RunId.safeParse(runId).success)
    throw new StoreError("invalid", `${JSON.stringify(runId)} is no run id; list runs with: codex-toolloop run list`);
  return join(root, "runs", runId);
}

/** Makes the directory with request.json and spec.md, all of it synced. A run id is used once. */
export function createRunDir(root: string, request: RunRequest, spec: string | undefined): string {
  const parsed = RunRequest.safeParse(request);
  if (!parsed.success)
    throw new StoreError("invalid", `the run's request is not valid: ${parsed.error.issues[0]?.message ?? "unknown"}`);
  const dir = runDirOf(root, request.runId);
  makeDir(join(root, "runs"));
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    throw toStoreError(error, "make run directory", dir);
  }
  if (spec !== undefined) {
    if (Buffer.byteLength(spec) > LIMITS.specBytes)
      throw new StoreError("invalid", `the spec is larger than ${LIMITS.specBytes} bytes; shorten it`);
    replaceFile(join(dir, "spec.md"), spec);
  }
  // request.json last: a directory that has it is a whole run.
  replaceFile(join(dir, "request.json"), `${JSON.stringify(parsed.data, null, 2)}\n`);
  fsyncDir(join(root, "runs"));
  return dir;
}

/** Removes a run directory. It leaves the list of runs with one rename, whatever happens to the rest. */
export async function removeRunDir(root: string, runId: string): Promise<void> {
  const dir = runDirOf(root, runId);
  const trash = join(root, "runs", `.deleted-${runId}`);
  try {
    if (statSync(dir, { throwIfNoEntry: false })) await rename(dir, trash);
    await rm(trash, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw toStoreError(error, "remove", dir);
  }
}

async function readJson<S extends z.ZodType>(path: string, root: string, schema: S): Promise<z.infer<S> | null> {
  let text: string | null;
  try {
    text = await readSmall(path, root, SMALL);
  } catch (error) {
    throw toStoreError(error, "read", path);
  }
  if (text === null) return null;
  const parsed = schema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

/** null where it is missing, or is not what this version understands. */
export function readRequestFile(root: string, runId: string): Promise<RunRequest | null> {
  return readJson(join(runDirOf(root, runId), "request.json"), root, RunRequest);
}

/** The text of spec.md, raw; undefined where there is none that we could have written. */
export async function readSpecFile(root: string, runId: string): Promise<string | undefined> {
  const path = join(runDirOf(root, runId), "spec.md");
  try {
    return (await readSmall(path, root, LIMITS.specBytes)) ?? undefined;
  } catch (error) {
    throw toStoreError(error, "read", path);
  }
}

/** null where it is missing, or is not what this version understands. */
export function readMetaFile(root: string, runId: string): Promise<RunMeta | null> {
  return readJson(join(runDirOf(root, runId), "meta.json"), root, RunMeta);
}

/** null where it is missing, or is not what this version understands. */
export function readExitFile(root: string, runId: string): Promise<ExitFile | null> {
  return readJson(join(runDirOf(root, runId), "exit.json"), root, ExitFile);
}

/** What was asked of the run so far. */
export async function readControlFile(root: string, runId: string): Promise<ControlLine[]> {
  return (await readRecords(join(runDirOf(root, runId), "control.jsonl"), root, ControlLine)).records;
}

/** Durable when it returns. */
export function appendControlLine(root: string, runId: string, line: ControlLine): void {
  const dir = runDirOf(root, runId);
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new StoreError("not_found", `there is no run ${runId} in ${root}`, { path: dir });
  const parsed = ControlLine.safeParse(line);
  if (!parsed.success)
    throw new StoreError("invalid", `not a control line: ${parsed.error.issues[0]?.message ?? "unknown"}`);
  appendLine(join(dir, "control.jsonl"), JSON.stringify(parsed.data), { fsync: true });
}
