import { type StepOutput, sumUsage, type Usage } from "@codex-toolloop/protocol";
import type { WorkflowHost } from "../contract.ts";
import { messageOf } from "../text.ts";
import { abortOutcome } from "./abort-outcome.ts";
import type { EngineStep, StepContext, StepOutcome, StepResult } from "./engine-step.ts";
import { isHostFailure } from "./host-failure.ts";

/** What a step's attempts have in common. */
export interface StepWorld extends Omit<StepContext, "stepId" | "attempt" | "emit"> {
  /** No other step can run meanwhile: all that output.log grows by is this step's. */
  alone: boolean;
}
const BACKOFF_MAX_SECONDS = 300;

/** Runs a step with its retries, and says everything about it in events and its step output. */
export async function runStep(step: EngineStep, world: StepWorld): Promise<StepOutcome> {
  const { host, signal } = world;
  const startedAt = host.now().getTime();
  const used: (Usage | undefined)[] = [];
  const end = (result: StepResult, attempt: number, durationMs: number): StepOutcome => {
    const took = host.now().getTime() - startedAt;
    const usage = sumUsage(used);
    const all = { ...result, ...(usage === undefined ? {} : { usage }) };
    // In this order: a step whose file says success is done, whatever is killed in between.
    host.writeStepOutput(
      step.id,
      outputOf(step, all, { round: world.round, attempts: attempt, durationMs: took, host }),
    );
    host.emit(finishedEvent(step, result, attempt, durationMs));
    return { ...all, step, round: world.round, attempts: attempt, durationMs: took };
  };
  for (let attempt = 1; ; attempt++) {
    const attemptAt = host.now().getTime();
    host.emit({
      type: "step.started",
      stepId: step.id,
      title: step.title,
      attempt,
      ...(world.alone ? { logStart: host.logSize() } : {}),
      ...(step.command ? { command: step.command } : {}),
    });
    const result = await tryOnce(step, attempt, world);
    used.push(result.usage);
    const failed = result.status === "failed" || result.status === "timeout";
    const willRetry = failed && !result.permanent && !signal.aborted && attempt <= step.retries;
    const durationMs = host.now().getTime() - attemptAt;
    if (!willRetry) return end(result, attempt, durationMs);
    host.emit({ ...finishedEvent(step, result, attempt, durationMs), willRetry });
    const wait = Math.min(BACKOFF_MAX_SECONDS, step.backoffSeconds * 2 ** (attempt - 1));
    const when = wait > 0 ? `in ${wait} s` : "now";
    host.emit({
      type: "notice",
      level: "warning",
      code: "retry",
      stepId: step.id,
      message: `${step.title}: ${result.detail ?? result.status}; trying again ${when} (attempt ${attempt + 1} of ${step.retries + 1})`,
    });
    if (await interrupted(wait * 1000, world)) return end(abortedResult(signal), attempt, 0);
  }
}

/** Says that a step did not run, and why. */
export function skipStep(step: EngineStep, reason: string, round: number, host: WorkflowHost): StepOutcome {
  host.emit({ type: "step.finished", stepId: step.id, status: "skipped", reason, attempt: 1, durationMs: 0 });
  return { step, status: "skipped", reason, round, attempts: 0, durationMs: 0 };
}

async function tryOnce(step: EngineStep, attempt: number, { alone, ...world }: StepWorld): Promise<StepResult> {
  const { host, signal } = world;
  const emit: WorkflowHost["emit"] = (event) => host.emit({ ...event, stepId: step.id });
  const logStart = host.logSize();
  const range = () => (alone ? { logStart, logEnd: host.logSize() } : {});
  try {
    const result = await step.run({ ...world, stepId: step.id, attempt, emit });
    return { ...range(), ...inRounds(result, step, world) };
  } catch (error) {
    if (isHostFailure(error)) throw error;
    if (signal.aborted) return { ...abortedResult(signal), ...range() };
    return { ...range(), status: "failed", reason: "internal_error", detail: messageOf(error), permanent: true };
  }
}

/** A result that wants to send its work back where no round is left stays what it is, and says so. */
function inRounds(result: StepResult, step: EngineStep, world: Pick<StepWorld, "canSendBack" | "round">): StepResult {
  if (result.sendBack === undefined || world.canSendBack) return result;
  const { sendBack: _, ...rest } = result;
  if (!step.sendsBackTo || world.round === 1) return rest;
  return { ...rest, detail: `${result.detail ?? result.reason} after ${world.round} rounds` };
}

function abortedResult(signal: AbortSignal): StepResult {
  const { status, reason } = abortOutcome(signal);
  return { status: status === "timeout" ? "timeout" : "canceled", reason };
}

async function interrupted(ms: number, { host, signal }: Pick<StepWorld, "host" | "signal">): Promise<boolean> {
  if (ms > 0 && !signal.aborted) {
    try {
      await host.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  return signal.aborted;
}

function finishedEvent(step: EngineStep, result: StepResult, attempt: number, durationMs: number) {
  return {
    type: "step.finished" as const,
    stepId: step.id,
    status: result.status,
    reason: result.reason,
    attempt,
    durationMs,
    ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
    ...(result.signal === undefined || result.signal === null ? {} : { signal: result.signal }),
    ...(result.logStart === undefined ? {} : { logStart: result.logStart }),
    ...(result.logEnd === undefined ? {} : { logEnd: result.logEnd }),
    ...(result.detail === undefined ? {} : { detail: result.detail }),
    ...(result.usage === undefined ? {} : { usage: result.usage }),
  };
}

function outputOf(
  step: EngineStep,
  result: StepResult,
  { host, ...facts }: Pick<StepOutcome, "round" | "attempts" | "durationMs"> & { host: WorkflowHost },
): StepOutput {
  const { status, reason, detail, exitCode, output, shape, rejected } = result;
  const { runner, model, role, sandbox, threadId, usage, checks, artifacts } = result;
  return {
    step: step.id,
    title: step.title,
    kind: step.kind,
    status,
    reason,
    detail,
    ...facts,
    finishedAt: host.now().toISOString(),
    exitCode,
    signal: result.signal ?? undefined,
    output,
    shape,
    rejected,
    runner,
    model,
    role,
    sandbox,
    threadId,
    usage,
    checks,
    artifacts,
  };
}
