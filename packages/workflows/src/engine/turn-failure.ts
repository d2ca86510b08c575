import type { HostTurnResult } from "../contract.ts";
import { abortOutcome } from "./abort-outcome.ts";
import type { AgentSpec } from "./agent-spec.ts";
import type { StepResult } from "./engine-step.ts";

/** What a reason may look like; the words of a vendor that do not are only shown. */
const REASON = /^[a-z][a-z0-9_]{0,63}$/;
/** Failures that the next attempt would meet again. */
const PERMANENT = new Set([
  "access_denied",
  "auth_failed",
  "bad_request",
  "config_invalid",
  "max_turns",
  "model_not_found",
  "replay_missing",
  "replay_unreadable",
  "runner_missing",
  "spawn_error",
]);

type Failure = Pick<StepResult, "status" | "reason" | "detail" | "permanent">;

/** Why a turn gave no answer; undefined when it was taken to its end. A turn that was complete when the stop came counts. */
export function turnFailure(result: HostTurnResult, spec: AgentSpec, signal: AbortSignal): Failure | undefined {
  if (result.status === "completed" && !result.timedOut) return undefined;
  // It was taken to its end, only that the vendor itself saw no answer that fits: what there is the step's check looks at.
  if (result.code === "output_invalid" && spec.output && !result.timedOut && !result.aborted) return undefined;
  if (result.aborted || signal.aborted) {
    const { status, reason } = abortOutcome(signal);
    return { status: status === "timeout" ? "timeout" : "canceled", reason };
  }
  if (result.cancelled) {
    const detail = `${result.cancelled.by} ended the turn instead of approving: ${result.cancelled.title}`;
    return { status: "canceled", reason: "approval_cancelled", detail, permanent: true };
  }
  if (result.timedOut) {
    const limit = spec.timeoutSeconds === undefined ? "its time" : `its ${spec.timeoutSeconds} s`;
    return { status: "timeout", reason: "deadline", detail: `ran out of ${limit}` };
  }
  const code = REASON.test(result.code ?? "") ? result.code : undefined;
  const interrupted = result.status === "interrupted";
  return {
    status: "failed",
    reason: code ?? (interrupted ? "turn_interrupted" : "turn_failed"),
    detail: result.error ?? (interrupted ? "the agent ended its turn early" : "the agent's turn failed"),
    ...(code !== undefined && PERMANENT.has(code) ? { permanent: true } : {}),
  };
}
