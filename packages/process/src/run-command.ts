import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { captureOutput } from "./capture-output.ts";
import type { CommandResult, CommandSpec } from "./contract.ts";
import { spawnEnvironment } from "./spawn-environment.ts";
import { spawnProblem } from "./spawn-problem.ts";
import { stopCommand } from "./stop-command.ts";

/** Longest timer that Node keeps; later ones would fire at once. */
const TIMER_MAX = 2 ** 31 - 1;

/**
 * Runs one command of a step in its own session, without a shell, with stdin closed. Timeout and abort end its whole tree
 * (TERM, grace, KILL) before the promise resolves. After a normal end, processes that it left in the background go on (a
 * server for the next step, say): the launcher ends them with the run.
 * Never rejects: what can go wrong is in the result.
 */
export async function runCommand(spec: CommandSpec): Promise<CommandResult> {
  const started = performance.now();
  const [program = "", ...args] = spec.argv;
  const base = { exitCode: null, signal: null, timedOut: false, aborted: false };
  const took = () => Math.round(performance.now() - started);
  if (spec.signal?.aborted === true) return { ...base, aborted: true, durationMs: 0 };

  // A cookie of its own, so that a stop also finds what left the session, and never what another command started.
  const commandId = randomUUID();
  const env = {
    ...spec.env,
    TOOLLOOP_COMMAND_ID: commandId,
    ...(spec.stepId ? { TOOLLOOP_STEP_ID: spec.stepId } : {}),
  };
  let log: number | undefined;
  try {
    log = spec.logPath === undefined ? undefined : openSync(spec.logPath, "a", 0o600);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...base, spawnError: `The log ${spec.logPath} could not be opened: ${why}.`, durationMs: took() };
  }
  let child: ChildProcess;
  try {
    const out = log ?? "pipe";
    child = spawn(program, args, {
      cwd: spec.cwd,
      env: spawnEnvironment(env),
      detached: true,
      stdio: ["ignore", out, out],
    });
  } catch (error) {
    return { ...base, spawnError: spawnProblem(error, program, spec.cwd), durationMs: took() };
  } finally {
    if (log !== undefined) closeSync(log);
  }

  const capture = spec.logPath === undefined ? captureOutput(child, spec.captureBytes) : undefined;
  const ended = new Promise<{ code: number | null; signal: string | null } | Error>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", (error) => resolve(error));
  });
  let why: "timedOut" | "aborted" | undefined;
  let stopping: Promise<void> | undefined;
  const stop = (because: "timedOut" | "aborted") => {
    why ??= because;
    if (child.pid !== undefined) stopping ??= stopCommand(child.pid, commandId, spec.graceMs);
  };
  const onAbort = () => stop("aborted");
  spec.signal?.addEventListener("abort", onAbort, { once: true });
  const timer =
    spec.timeoutMs === undefined ? undefined : setTimeout(() => stop("timedOut"), Math.min(spec.timeoutMs, TIMER_MAX));

  const end = await ended;
  clearTimeout(timer);
  spec.signal?.removeEventListener("abort", onAbort);
  await stopping;
  const output = capture === undefined ? {} : await capture();
  if (end instanceof Error) {
    return { ...base, ...output, spawnError: spawnProblem(end, program, spec.cwd), durationMs: took() };
  }
  const { code, signal } = end;
  return { ...base, ...output, exitCode: code, signal, ...(why ? { [why]: true } : {}), durationMs: took() };
}
