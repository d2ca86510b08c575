import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CommandResult, childEnvironment, runCommand } from "@codex-toolloop/process";
import type { EventInput, RunKind } from "@codex-toolloop/protocol";
import type { HostCommand, HostCommandResult } from "@codex-toolloop/workflows";
import { EXCHANGE } from "../exchange.ts";
import type { OneAtATime } from "../one-at-a-time.ts";
import { insidePath } from "../workspace-reader.ts";
import { liveOutput } from "./live-output.ts";
import { ownLog } from "./own-log.ts";
import { sizeOf } from "./size-of.ts";
import { followStepEvents } from "./step-events.ts";

/** Largest `TOOLLOOP_OUTPUT` that is read: it becomes a step output, and those are read whole. */
const OUTPUT_MAX = 1024 * 1024;

export interface CommandWorld {
  runId: string;
  runDir: string;
  logPath: string;
  /** Real path of the workspace; commands run in the run directory without one. */
  workspacePath?: string | undefined;
  specPath?: string | undefined;
  /** Milliseconds between TERM and KILL of a command's tree. */
  graceMs: number;
  environment: NodeJS.ProcessEnv;
  /** A script gets PATH and HOME and what its definition names; a workflow's commands the usual few besides. */
  kind: RunKind;
  emit(event: EventInput): void;
  /** An event of a command could not be written. */
  onError(error: unknown): void;
  /** Whose turn it is to write output.log. */
  log: OneAtATime;
}

/**
 * Runs one command of a step: its stdout and stderr are output.log itself (of one that runs beside others a file of its own,
 * which becomes a piece of output.log when it has ended), its environment is an allowlist plus
 * `TOOLLOOP_RUN_ID`, `TOOLLOOP_RUN_DIR`, `TOOLLOOP_STEP_EVENTS`, `TOOLLOOP_OUTPUT` and, with a spec, `TOOLLOOP_SPEC`.
 * Never rejects for what the command does; throws only where the run directory cannot be written.
 */
export async function runCommandStep(
  world: CommandWorld,
  spec: HostCommand,
  serial: number,
): Promise<HostCommandResult> {
  const exchange = join(world.runDir, EXCHANGE);
  mkdirSync(exchange, { recursive: true, mode: 0o700 });
  const eventsPath = join(exchange, `${serial}.events.jsonl`);
  const outputPath = join(exchange, `${serial}.output.json`);
  const cwd = await commandCwd(world, spec.cwd);
  if (cwd === null) return notStarted(world, `The working directory ${spec.cwd} does not exist inside the workspace.`);
  const events = followStepEvents(eventsPath, spec.stepId, world.emit, world.onError);
  const run = async (logPath: string) => {
    const {
      stdout: _out,
      stderr: _err,
      ...result
    } = await runCommand({
      argv: spec.argv,
      cwd,
      env: {
        ...childEnvironment(world.environment, spec.envAllow ?? [], world.kind === "script" ? "bare" : "usual"),
        ...spec.env,
        TOOLLOOP_RUN_ID: world.runId,
        TOOLLOOP_RUN_DIR: world.runDir,
        TOOLLOOP_STEP_EVENTS: eventsPath,
        TOOLLOOP_OUTPUT: outputPath,
        ...(world.specPath === undefined ? {} : { TOOLLOOP_SPEC: world.specPath }),
      },
      logPath,
      graceMs: world.graceMs,
      signal: spec.signal,
      stepId: spec.stepId,
      ...(spec.timeoutMs === undefined ? {} : { timeoutMs: spec.timeoutMs }),
    });
    return result;
  };
  try {
    const ended = spec.concurrent ? await beside(world, spec, serial, run) : await alone(world, run);
    return { ...ended, ...readOutput(outputPath) };
  } finally {
    events.finish();
    for (const path of [eventsPath, outputPath]) rmSync(path, { recursive: true, force: true });
  }
}

type Run = (logPath: string) => Promise<Omit<CommandResult, "stdout" | "stderr">>;

/** The file is the command's own stdout for as long as it runs. */
function alone({ log, logPath }: CommandWorld, run: Run) {
  return log.run(async () => {
    const logStart = sizeOf(logPath);
    const result = await run(logPath);
    return { ...result, logStart, logEnd: sizeOf(logPath) };
  });
}

/** With a file of its own, told as it grows. */
async function beside(world: CommandWorld, { stepId, itemId }: HostCommand, serial: number, run: Run) {
  const own = ownLog(world.runDir, stepId, serial);
  const tell = (delta: string) =>
    itemId === undefined ? undefined : world.emit({ type: "item.delta", stepId, itemId, field: "output", delta });
  const stopTelling = liveOutput(own.path, tell, world.onError);
  const result = await run(own.path).finally(stopTelling);
  return await world.log.run(() => ({ ...result, ...own.intoLog(world.logPath) }));
}

function notStarted({ logPath }: CommandWorld, spawnError: string): HostCommandResult {
  const at = sizeOf(logPath);
  const nothing = { exitCode: null, signal: null, timedOut: false, aborted: false };
  return { ...nothing, spawnError, logStart: at, logEnd: at, durationMs: 0 };
}

async function commandCwd(world: CommandWorld, cwd: string | undefined): Promise<string | null> {
  const base = world.workspacePath ?? world.runDir;
  if (cwd === undefined) return base;
  return world.workspacePath === undefined ? resolve(base) : insidePath(base, cwd);
}

function readOutput(path: string): { output?: unknown; outputError?: string } {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return missing ? {} : { outputError: "it is no regular file" };
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { outputError: "it is no regular file" };
    if (stat.size > OUTPUT_MAX) return { outputError: `it is larger than ${OUTPUT_MAX} bytes` };
    const buffer = Buffer.alloc(stat.size);
    const length = readSync(fd, buffer, 0, buffer.length, 0);
    return { output: JSON.parse(buffer.toString("utf8", 0, length)) };
  } catch (error) {
    return { outputError: error instanceof Error ? error.message : String(error) };
  } finally {
    closeSync(fd);
  }
}
