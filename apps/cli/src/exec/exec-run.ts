import { existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { KillLevel, RunRequest } from "@codex-toolloop/protocol";
import { openRunWriter, type RunWriter, StoreError } from "@codex-toolloop/store";
import type { EngineOutcome } from "@codex-toolloop/workflows";
import { EXCHANGE } from "./exchange.ts";
import { type StopSource, stopSource } from "./stop-source.ts";

/** How long before the launcher's deadline ours fires, so that `timeout` is written by us: milliseconds, and at most this part of it. */
const DEADLINE_LEAD_MS = 300;
const DEADLINE_LEAD_PART = 0.1;

/**
 * The run process: executes the run directory that a launcher was given, and is the only one who writes in it.
 * Nothing that a start does not need is loaded before `run.started` is on disk.
 * @returns the exit code: 0 for success, 1 for any other outcome, 2 when the directory is no run.
 */
export async function execRun(runDirArgument: string | undefined): Promise<number> {
  const stops = stopSource();
  const startedAt = new Date();
  let opened: { request: RunRequest; writer: RunWriter; root: string };
  try {
    opened = openRun(runDirArgument);
  } catch (error) {
    process.stderr.write(`codex-toolloop exec: ${messageOf(error)}\n`);
    return 2;
  }
  const { request, writer, root } = opened;
  let outcome: EngineOutcome;
  let endSamples = () => {};
  try {
    announce(request, writer, startedAt);
    stops.setDeadline(deadlineIn(request.timeoutSeconds));
    const { sampleLog } = await import("./sample-log.ts");
    endSamples = sampleLog(writer);
    const carryOut =
      request.kind === "prompt"
        ? (await import("./agent/run-prompt.ts")).runPrompt
        : (await import("./run-in-directory.ts")).runInDirectory;
    outcome = await carryOut({ request, writer, root, stops });
  } catch (error) {
    outcome = failureOf(error);
  }
  endSamples();
  return finish(writer, outcome, startedAt, stops);
}

function openRun(argument: string | undefined): { request: RunRequest; writer: RunWriter; root: string } {
  if (argument === undefined) throw new Error("no run directory given");
  const runDir = realpathSync(argument);
  const request = RunRequest.parse(JSON.parse(readFileSync(join(runDir, "request.json"), "utf8")));
  if (request.runId !== basename(runDir) || basename(dirname(runDir)) !== "runs")
    throw new Error(`${runDir} is not the directory of run ${request.runId}`);
  // A run is executed once: what has a meta.json has begun already.
  if (existsSync(join(runDir, "meta.json"))) throw new Error(`run ${request.runId} has begun already`);
  const root = dirname(dirname(runDir));
  return { request, writer: openRunWriter(root, request.runId), root };
}

/** Says that the run runs, first in meta.json, then as its first event. */
function announce(request: RunRequest, writer: RunWriter, startedAt: Date): void {
  const env = process.env;
  const killLevel = KillLevel.safeParse(env.TOOLLOOP_KILL_LEVEL);
  const pid = Number(env.TOOLLOOP_RUN_PID);
  const identity = {
    ...(Number.isInteger(pid) && pid > 0 ? { pid } : {}),
    ...(killLevel.success ? { killLevel: killLevel.data } : {}),
  };
  const startTime = env.TOOLLOOP_RUN_START_TIME;
  writer.writeMeta({
    status: "running",
    startedAt: startedAt.toISOString(),
    ...identity,
    ...(startTime ? { startTime } : {}),
  });
  writer.emit({
    type: "run.started",
    workflow: request.workflow,
    ...identity,
    ...(request.workspace ? { workspace: request.workspace.path } : {}),
  });
}

/** Milliseconds from now to our own deadline; the launcher's began when it started us. */
function deadlineIn(timeoutSeconds: number): number {
  const whole = timeoutSeconds * 1000;
  return whole - process.uptime() * 1000 - Math.min(DEADLINE_LEAD_MS, whole * DEADLINE_LEAD_PART);
}

function failureOf(error: unknown): EngineOutcome {
  const detail = messageOf(error);
  if (error instanceof StoreError && (error.code === "disk_full" || error.code === "read_only"))
    return { status: "failed", reason: error.code, detail };
  process.stderr.write(`${error instanceof Error ? (error.stack ?? detail) : detail}\n`);
  return { status: "failed", reason: "internal_error", detail };
}

/** The outcome as event and in meta.json. On a full disk each is tried by itself: one of them may still fit. */
function finish(writer: RunWriter, outcome: EngineOutcome, startedAt: Date, stops: StopSource): number {
  const finishedAt = new Date();
  const durationMs = finishedAt.getTime() - startedAt.getTime();
  const detail = outcome.detail === undefined ? {} : { detail: outcome.detail.slice(0, 2000) };
  const result = { status: outcome.status, reason: outcome.reason, ...detail, durationMs };
  const writes = [
    // Its reserve of space is what the rest needs on a full disk.
    () => rmSync(join(writer.runDir, EXCHANGE), { recursive: true, force: true }),
    () => void writer.emit({ type: "run.finished", ...result }),
    () => writer.fsync(),
    () => void writer.writeMeta({ ...result, finishedAt: finishedAt.toISOString() }),
    () => writer.close(),
  ];
  let failed = false;
  for (const write of writes) {
    try {
      write();
    } catch (error) {
      failed = true;
      process.stderr.write(`codex-toolloop exec: ${messageOf(error)}\n`);
    }
  }
  if (outcome.reason !== "exit_zero" && outcome.detail)
    process.stderr.write(`codex-toolloop exec: ${outcome.detail}\n`);
  stops.close();
  return outcome.status === "success" && !failed ? 0 : 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
