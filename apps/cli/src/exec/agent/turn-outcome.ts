import type { TurnResult } from "@codex-toolloop/runners";
import { abortOutcome, type EngineOutcome } from "@codex-toolloop/workflows";

/** What a reason may look like; the words of a vendor that do not are only shown. */
const REASON = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * How a run ends whose turn ended so. A turn that was complete when the stop came is a success; any other that was cut is
 * canceled, or timed out, whatever the vendor's program made of it.
 * @param cancelled the request that a person answered with `cancel`.
 */
export function turnOutcome(
  result: Pick<TurnResult, "status" | "error" | "code">,
  signal: AbortSignal,
  cancelled?: { title: string; by: string },
): EngineOutcome {
  if (result.status === "completed") return { status: "success", reason: "exit_zero" };
  if (signal.aborted) return abortOutcome(signal);
  if (result.status === "interrupted" && cancelled) {
    const detail = `${cancelled.by} ended the turn instead of approving: ${cancelled.title}`;
    return { status: "canceled", reason: "approval_cancelled", detail };
  }
  const interrupted = result.status === "interrupted";
  const reason = REASON.test(result.code ?? "") ? result.code : undefined;
  return {
    status: "failed",
    reason: reason ?? (interrupted ? "turn_interrupted" : "turn_failed"),
    detail: result.error ?? (interrupted ? "The agent ended its turn early." : "The agent's turn failed."),
  };
}
