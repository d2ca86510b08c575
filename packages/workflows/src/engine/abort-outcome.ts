import type { AbortReason, EngineOutcome } from "../contract.ts";

const SENTENCES: Record<AbortReason, Pick<EngineOutcome, "status" | "reason"> & { words: string }> = {
  stop_requested: { status: "canceled", reason: "stop_requested", words: "Stopped on request" },
  shutdown: { status: "canceled", reason: "shutdown", words: "Stopped because the dashboard closed" },
  deadline: { status: "timeout", reason: "deadline", words: "Ran out of time" },
};

/**
 * What an abort means for a run: `canceled` for a stop or shutdown, `timeout` for the deadline.
 * @param when ends the sentence: `during "Lint"`.
 */
export function abortOutcome(signal: AbortSignal, when?: string) {
  const reason: unknown = signal.reason;
  const known = reason === "shutdown" || reason === "deadline" ? reason : "stop_requested";
  const { words, ...outcome } = SENTENCES[known];
  return { ...outcome, detail: when === undefined ? `${words}.` : `${words} ${when}.` };
}
