import type { InputValues } from "@codex-toolloop/protocol";
import type { WorkflowHost } from "../contract.ts";
import { messageOf } from "../text.ts";
import { abortOutcome } from "./abort-outcome.ts";
import type { EngineStep, StepOutcome, StepResult } from "./engine-step.ts";
import { isHostFailure } from "./host-failure.ts";

interface StepWorld {
  host: WorkflowHost;
  inputs: InputValues;
  signal: AbortSignal;
}
const BACKOFF_MAX_SECONDS = 300;

/** Runs a step with its retries, and says everything about it in events and its step output. */
export async function runStep(step: EngineStep, world: StepWorld): Promise<StepOutcome> {
  const { host, signal } = world;
  const startedAt = host.now().getTime();
  for (let attempt = 1; ; attempt++) {
    const attemptAt = host.now().getTime();
    host.emit({
      type: "step.started",
      stepId: step.id,
      title: step.title,
      attempt,
      logStart: host.logSize(),
      ...(step.command ? { command: step.command } : {}),
    });
    const result = await tryOnce(step, attempt, world);
    const failed = result.status === "failed" || result.status === "timeout";
    const willRetry = failed && !result.permanent && !signal.aborted && attempt <= step.retries;
    const durationMs = host.now().getTime() - attemptAt;
    host.emit({ ...finishedEvent(step, result, attempt, durationMs), ...(willRetry ? { willRetry } : {}) });
    if (!willRetry) return finish(step, result, attempt, startedAt, host);
    const wait = Math.min(BACKOFF_MAX_SECONDS, step.backoffSeconds * 2 ** (attempt - 1));
    const when = wait > 0 ? `in ${wait} s` : "now";
    host.emit({
      type: "notice",
      level: "warning",
      code: "retry",
      stepId: step.id,
      message: `${step.title}: ${result.detail ?? result.status}; trying again ${when} (attempt ${attempt + 1} of ${step.retries + 1})`,
    });
    if (await interrupted(wait * 1000, world)) {
      const stopped = abortedResult(signal);
      host.emit(finishedEvent(step, stopped, attempt, 0));
      return finish(step, stopped, attempt, startedAt, host);
    }
  }
}

/** Says that a step did not run, and why. */
export function skipStep(step: EngineStep, reason: string, host: WorkflowHost): StepOutcome {
  host.emit({ type: "step.finished", stepId: step.id, status: "skipped", reason, attempt: 1, durationMs: 0 });
  return { step, status: "skipped", reason, round: 1, attempts: 0, durationMs: 0 };
}

async function tryOnce(step: EngineStep, attempt: number, world: StepWorld): Promise<StepResult> {
  const { host, inputs, signal } = world;
  const emit: WorkflowHost["emit"] = (event) => host.emit({ ...event, stepId: step.id });
  const logStart = host.logSize();
  try {
    const result = await step.run({
      stepId: step.id,
      attempt,
      round: 1,
      interrupted: false,
      outcomes: new Map(),
      needs: [],
      canSendBack: false,
      concurrent: false,
      inputs,
      host,
      signal,
      emit,
    });
    return { logStart, logEnd: host.logSize(), ...result };
  } catch (error) {
    if (isHostFailure(error)) throw error;
    const range = { logStart, logEnd: host.logSize() };
    if (signal.aborted) return { ...abortedResult(signal), ...range };
    return { ...range, status: "failed", reason: "internal_error", detail: messageOf(error), permanent: true };
  }
}

function abortedResult(signal: AbortSignal): StepResult {
  const { status, reason } = abortOutcome(signal);
  return { status: status === "timeout" ? "timeout" : "canceled", reason };
}

async function interrupted(ms: number, { host, signal }: StepWorld): Promise<boolean> {
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
  };
}

function finish(
  step: EngineStep,
  result: StepResult,
  attempts: number,
  startedAt: number,
  host: WorkflowHost,
): StepOutcome {
  const durationMs = host.now().getTime() - startedAt;
  const { status, reason, detail, exitCode, signal, output } = result;
  host.writeStepOutput(step.id, {
    step: step.id,
    title: step.title,
    status,
    reason,
    detail,
    exitCode,
    signal: signal ?? undefined,
    round: 1,
    attempts,
    durationMs,
    output,
  });
  return { ...result, step, round: 1, attempts, durationMs };
}
