import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { childEnvironment, runCommand } from "@codex-toolloop/process";
import type { EventInput, RunKind } from "@codex-toolloop/protocol";
import type { HostCommand, HostCommandResult } from "@codex-toolloop/workflows";
import { EXCHANGE } from "./exchange.ts";
import { followStepEvents } from "./step-events.ts";
import { insidePath } from "./workspace-reader.ts";

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
}

/**
 * Runs one command of a step: its stdout and stderr are output.log itself, its environment is an allowlist plus
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
  const logStart = sizeOf(world.logPath);
  const cwd = await commandCwd(world, spec.cwd);
  if (cwd === null) {
    const spawnError = `The working directory ${spec.cwd} does not exist inside the workspace.`;
    return {
      exitCode: null,
      signal: null,
      timedOut: false,
      aborted: false,
      spawnError,
      logStart,
      logEnd: logStart,
      durationMs: 0,
    };
  }
  const events = followStepEvents(eventsPath, spec.stepId, world.emit, world.onError);
  try {
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
      logPath: world.logPath,
      graceMs: world.graceMs,
      signal: spec.signal,
      stepId: spec.stepId,
      ...(spec.timeoutMs === undefined ? {} : { timeoutMs: spec.timeoutMs }),
    });
    return { ...result, ...readOutput(outputPath), logStart, logEnd: sizeOf(world.logPath) };
  } finally {
    events.finish();
    for (const path of [eventsPath, outputPath]) rmSync(path, { recursive: true, force: true });
  }
}

async function commandCwd(world: CommandWorld, cwd: string | undefined): Promise<string | null> {
  const base = world.workspacePath ?? world.runDir;
  if (cwd === undefined) return base;
  return world.workspacePath === undefined ? resolve(base) : insidePath(base, cwd);
}

/** Current size of a file in bytes, 0 where it is missing. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
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
