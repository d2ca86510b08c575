import { chmodSync, realpathSync, statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { AuditLine, RunListQuery, type RunSummary } from "@codex-toolloop/protocol";
import { type OpenCatalog, openCatalog } from "./catalog/run-catalog.ts";
import { checkStore } from "./check-store.ts";
import type { RunCatalog, Store } from "./contract.ts";
import { followControlFile } from "./follow/follow-control.ts";
import { createRunFollowers } from "./follow/follow-run.ts";
import { appendLine } from "./fs/append-line.ts";
import { makeDir } from "./fs/make-dir.ts";
import { readRecords } from "./fs/read-records.ts";
import { pruneRuns } from "./prune/prune-runs.ts";
import { sweepOrphans } from "./prune/sweep-orphans.ts";
import { readYamlFiles } from "./read-workflow-files.ts";
import { rebuildIndexFile } from "./rebuild-index.ts";
import { listMaskedArtifacts, readArtifactFile } from "./run/artifacts.ts";
import { readLogTimes } from "./run/log-times.ts";
import { readEventPage } from "./run/read-events.ts";
import { readLogEnd, readLogSlice } from "./run/read-log.ts";
import { readRunSteps } from "./run/read-steps.ts";
import { appendAuditEvents, readAuditEvents } from "./run/run-audit.ts";
import * as run from "./run/run-dir.ts";
import { openRunWriter } from "./run/run-writer.ts";
import { seekEventOffset } from "./run/seek-events.ts";
import { createSessionBook } from "./session-book.ts";
import { createSettingsSource } from "./settings.ts";
import { errnoOf, StoreError, toStoreError } from "./store-error.ts";
import { createWorkspaceBook } from "./workspace-book.ts";

/**
 * Opens a store.
 * @param root its directory. @param options `create` makes it where it is missing; `env` is the environment that
 * settings come from, default that of this process.
 * Throws StoreError `not_found`, `invalid` (no directory), `denied`, `read_only` (missing and cannot be made).
 */
export async function openStore(
  root: string,
  options: { create?: boolean; env?: Record<string, string | undefined> } = {},
): Promise<Store> {
  const real = prepareRoot(resolve(root), options.create ?? false);
  const source = createSettingsSource(real, options.env ?? process.env);
  const followers = createRunFollowers(real, source.redactor);
  const stops = new Set<() => void>();
  let loading: Promise<OpenCatalog> | undefined;
  const catalog = (): Promise<OpenCatalog> => {
    loading ??= openCatalog(real, source.redactor).catch((error: unknown) => {
      loading = undefined;
      throw toStoreError(error, "read", join(real, "index.jsonl"));
    });
    return loading;
  };
  const eventsOf = (runId: string) => join(run.runDirOf(real, runId), "events.jsonl");
  const logOf = (runId: string) => join(run.runDirOf(real, runId), "output.log");
  const deleteRun = async (runId: string) => {
    await run.removeRunDir(real, runId);
    appendLine(join(real, "index.jsonl"), JSON.stringify({ v: 1, runId, deleted: true, at: new Date().toISOString() }));
    // Whoever deleted it does not find it in the list.
    if (loading) await (await loading).sync();
  };

  return {
    root: real,
    settings: source.settings,
    redactor: source.redactor,
    runDir: (runId) => run.runDirOf(real, runId),
    createRun: async (request, spec) => run.createRunDir(real, request, spec),
    deleteRun,
    readRequest: async (runId) => run.readRequestFile(real, runId),
    readSpec: async (runId) => run.readSpecFile(real, runId),
    readMeta: async (runId) => run.readMetaFile(real, runId),
    readExit: async (runId) => run.readExitFile(real, runId),
    readControl: async (runId) => run.readControlFile(real, runId),
    appendControl: async (runId, line) => run.appendControlLine(real, runId, line),
    followControl(runId, onLine) {
      const stop = followControlFile(run.runDirOf(real, runId), real, onLine);
      stops.add(stop);
      return () => {
        stops.delete(stop);
        stop();
      };
    },
    appendRunAudit: (runId, events) => appendAuditEvents(real, runId, events),
    readRunAudit: async (runId) => readAuditEvents(real, runId, source.redactor()),
    openRunWriter: (runId) => openRunWriter(real, runId),
    readEvents: async (runId, o) => readEventPage(eventsOf(runId), real, source.redactor(), o),
    seekEvents: async (runId, to) => seekEventOffset(eventsOf(runId), real, to),
    readLog: async (runId, o) => readLogSlice(logOf(runId), real, source.redactor(), o),
    readLogTail: async (runId, o) => readLogEnd(logOf(runId), real, source.redactor(), o),
    readSteps: async (runId) => readRunSteps(run.runDirOf(real, runId), real, source.redactor()),
    readLogTimes: async (runId, part) =>
      readLogTimes(join(run.runDirOf(real, runId), "output-times.jsonl"), real, part),
    sizes: async (runId) => ({ events: await sizeOf(eventsOf(runId)), log: await sizeOf(logOf(runId)) }),
    listArtifacts: async (runId) => listMaskedArtifacts(run.runDirOf(real, runId), source.redactor()),
    readArtifact: async (runId, path, o) =>
      readArtifactFile(run.runDirOf(real, runId), path, source.redactor(), o ?? {}),
    appendAudit: async (line) =>
      appendLine(join(real, "ui-validation-audit.jsonl"), JSON.stringify(AuditLine.parse(line)), { fsync: true }),
    readAudit: async (limit) => {
      const { records } = await readRecords(join(real, "ui-validation-audit.jsonl"), real, AuditLine, 4 * 1024 * 1024);
      return records.slice(-Math.max(1, limit)).reverse();
    },
    workspaces: createWorkspaceBook(real),
    sessions: createSessionBook(real),
    readWorkflowFiles: () => readYamlFiles(join(real, "workflows"), real),
    readWorkspaceWorkflowFiles: (path) => readWorkspaceFiles(path),
    catalog: catalog as () => Promise<RunCatalog>,
    followRun: (runId, follower) => followers.follow(runId, run.runDirOf(real, runId), follower),
    async rebuildIndex() {
      const result = await rebuildIndexFile(real);
      if (loading) await (await loading).sync();
      return result;
    },
    async prune(o) {
      const list = await catalog();
      await list.sync();
      const isKnown = (runId: string) => list.get(runId) !== undefined;
      const pruned = await pruneRuns(real, [...allRuns(list)], deleteRun, o);
      const orphans = await sweepOrphans(real, isKnown, o);
      return { ...pruned, orphans: orphans.paths, bytes: pruned.bytes + orphans.bytes };
    },
    async check() {
      const list = await catalog();
      return checkStore(real, {
        runs: list.size(),
        skippedLines: list.skippedLines(),
        tornLines: list.tornLines(),
        configErrors: source.settings().errors,
      });
    },
    async close() {
      for (const stop of stops) stop();
      stops.clear();
      followers.close();
      const open = loading;
      loading = undefined;
      await (await open?.catch(() => undefined))?.close();
    },
  };
}

function* allRuns(catalog: RunCatalog): Generator<RunSummary> {
  const limit = 200;
  for (let offset = 0; offset < catalog.size(); offset += limit)
    yield* catalog.query(RunListQuery.parse({ limit, offset })).items;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return 0;
    throw toStoreError(error, "look at", path);
  }
}

async function readWorkspaceFiles(path: string): Promise<{ name: string; path: string; text: string }[]> {
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    return [];
  }
  return readYamlFiles(join(real, ".codex-toolloop", "workflows"), real);
}

function prepareRoot(root: string, create: boolean): string {
  const found = statSync(root, { throwIfNoEntry: false });
  if (found && !found.isDirectory())
    throw new StoreError("invalid", `${root} is no directory; name another with TOOLLOOP_HOME`, { path: root });
  if (!found && !create)
    throw new StoreError("not_found", `there is no store at ${root}; start codex-toolloop once, or set TOOLLOOP_HOME`, {
      path: root,
    });
  try {
    if (create && !found) makeDir(root);
    const real = realpathSync(root);
    if (create) tighten(real);
    return real;
  } catch (error) {
    throw toStoreError(error, "open the store", root);
  }
}

/** Owner only. On a store that cannot be written the reads still work, so this is no reason to stop. */
function tighten(real: string): void {
  try {
    makeDir(join(real, "runs"));
    for (const dir of [real, join(real, "runs")]) if (statSync(dir).mode & 0o077) chmodSync(dir, 0o700);
  } catch {
    // check() says so.
  }
}
