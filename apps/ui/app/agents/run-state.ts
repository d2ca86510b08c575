import type { RunSummary } from "@codex-toolloop/protocol";

/** What of a run the page around the output shows, as one word to compare. */
export function runState(
  run: Pick<RunSummary, "runId" | "status" | "queuePosition" | "stopRequestedAt" | "approvals">,
): string {
  return [run.runId, run.status, run.queuePosition, run.stopRequestedAt, run.approvals?.length ?? 0].join(" ");
}
