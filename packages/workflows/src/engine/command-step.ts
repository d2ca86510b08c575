import type { HostCommandResult } from "../contract.ts";
import { shellLine } from "../text.ts";
import { abortOutcome } from "./abort-outcome.ts";
import type { EngineStep, StepContext, StepResult } from "./engine-step.ts";

export interface CommandSpec {
  id: string;
  title: string;
  argv: string[];
  /** What people read instead of the arguments, where those hold a script; step.started has them in full. */
  display?: string;
  cwd?: string | undefined;
  env?: Record<string, string> | undefined;
  envAllow?: string[] | undefined;
  timeoutSeconds?: number | undefined;
  retries?: number;
  backoffSeconds?: number;
  continueOnError?: boolean;
  /** Variables that depend on the attempt. */
  envFor?: (attempt: number) => Record<string, string>;
}

/** A step that runs one program. */
export function commandStep(spec: CommandSpec): EngineStep {
  return {
    id: spec.id,
    title: spec.title,
    kind: "command",
    command: spec.argv,
    retries: spec.retries ?? 0,
    backoffSeconds: spec.backoffSeconds ?? 1,
    continueOnError: spec.continueOnError ?? false,
    run: (context) => runCommandItem(context, spec),
  };
}

/**
 * Runs the program of a step with its item events; the byte range of output.log is the item's output.
 * @param itemId where the step runs several, or in several rounds; unique in the run.
 */
export async function runCommandItem(
  context: StepContext,
  spec: CommandSpec,
  itemId = `${context.stepId}.${context.round > 1 ? `r${context.round}.` : ""}${context.attempt}`,
): Promise<StepResult> {
  const { host, signal, attempt } = context;
  const command = spec.display ?? shellLine(spec.argv);
  const shown = { kind: "command" as const, command, ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }) };
  context.emit({
    type: "item.started",
    itemId,
    // Where it runs beside another one, its place in the log is known when it has ended.
    item: { ...shown, ...(context.concurrent ? {} : { logStart: host.logSize() }), status: "in_progress" },
  });
  const result = await host.runCommand({
    stepId: context.stepId,
    itemId,
    argv: spec.argv,
    cwd: spec.cwd,
    env: { ...spec.env, ...spec.envFor?.(attempt) },
    envAllow: spec.envAllow,
    concurrent: context.concurrent,
    timeoutMs: spec.timeoutSeconds === undefined ? undefined : spec.timeoutSeconds * 1000,
    signal,
  });
  const outcome = resultOf(result, spec, signal);
  context.emit({
    type: "item.finished",
    itemId,
    item: {
      ...shown,
      logStart: result.logStart,
      logEnd: result.logEnd,
      exitCode: result.exitCode,
      durationMs: result.durationMs,
      status: outcome.status === "success" ? "completed" : outcome.status === "canceled" ? "canceled" : "failed",
    },
  });
  return outcome;
}

function resultOf(result: HostCommandResult, spec: CommandSpec, signal: AbortSignal): StepResult {
  const facts = {
    exitCode: result.exitCode,
    signal: result.signal,
    logStart: result.logStart,
    logEnd: result.logEnd,
    output: result.output,
  };
  const program = spec.argv[0] ?? "";
  if (result.exitCode === 0 && !result.timedOut && result.spawnError === undefined) {
    if (result.outputError === undefined) return { ...facts, status: "success", reason: "exit_zero" };
    const detail = `the file named by TOOLLOOP_OUTPUT cannot be used: ${result.outputError}`;
    return { ...facts, status: "failed", reason: "output_invalid", detail };
  }
  // A stop reaches the whole tree: the command may have died of it before the host noticed.
  if (result.aborted || signal.aborted) {
    const { status, reason } = abortOutcome(signal);
    return { ...facts, status: status === "timeout" ? "timeout" : "canceled", reason };
  }
  if (result.spawnError !== undefined) {
    const detail = `${program} could not be started: ${result.spawnError}`;
    return { ...facts, status: "failed", reason: "spawn_error", detail, permanent: true };
  }
  if (result.timedOut) {
    const limit = spec.timeoutSeconds === undefined ? "its time" : `its ${spec.timeoutSeconds} s`;
    return { ...facts, status: "timeout", reason: "deadline", detail: `ran out of ${limit}` };
  }
  if (result.exitCode === null) {
    const detail = `was ended by ${result.signal ?? "a signal"}`;
    return { ...facts, status: "failed", reason: "signal", detail };
  }
  return {
    ...facts,
    status: "failed",
    reason: "exit_nonzero",
    detail: `exit code ${result.exitCode}${exitHint(result.exitCode)}`,
  };
}

/** What a shell means by its two special codes. */
function exitHint(code: number): string {
  return code === 127 ? " (a program was not found)" : code === 126 ? " (a program may not be run)" : "";
}
