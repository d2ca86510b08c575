import type { AbortReason, EngineOutcome } from "../contract.ts";

/** A step that waits for a person is withdrawn by this when what it asks about is being worked on again. */
export const SENT_BACK = "sent_back";

type Known = AbortReason | typeof SENT_BACK;
const SENTENCES: Record<Known, Pick<EngineOutcome, "status" | "reason"> & { words: string }> = {
  stop_requested: { status: "canceled", reason: "stop_requested", words: "Stopped on request" },
  shutdown: { status: "canceled", reason: "shutdown", words: "Stopped because the dashboard closed" },
  deadline: { status: "timeout", reason: "deadline", words: "Ran out of time" },
  sent_back: { status: "canceled", reason: SENT_BACK, words: "Sent back" },
};

/**
 * What an abort means for a run: `canceled` for a stop or shutdown, `timeout` for the deadline.
 * @param when ends the sentence: `during "Lint"`.
 */
export function abortOutcome(signal: AbortSignal, when?: string) {
  const reason: unknown = signal.reason;
  const known = isKnown(reason) ? reason : "stop_requested";
  const { words, ...outcome } = SENTENCES[known];
  return { ...outcome, detail: when === undefined ? `${words}.` : `${words} ${when}.` };
}

function isKnown(reason: unknown): reason is Known {
  return typeof reason === "string" && Object.hasOwn(SENTENCES, reason);
}
