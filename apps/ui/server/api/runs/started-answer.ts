import type { Outcome } from "@codex-toolloop/protocol";
import type { Submitted } from "@codex-toolloop/supervisor";
import { outcomeAnswer } from "../http/answers.ts";

/** A run that was started: 201 with its address, 200 where the same start was asked for before. */
export function startedAnswer(outcome: Outcome<Submitted>): Response {
  if (!outcome.ok) return outcomeAnswer(outcome, { status: 201 });
  const { runId, deduplicated } = outcome.value;
  return outcomeAnswer(outcome, { status: deduplicated ? 200 : 201, headers: { location: `/api/runs/${runId}` } });
}
