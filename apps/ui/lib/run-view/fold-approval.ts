import type { EventOf, PlacedEvent } from "@codex-toolloop/protocol";
import type { ApprovalBlock } from "./block.ts";

/** A question to a person. */
export function foldRequest(placed: PlacedEvent, e: EventOf<"approval.requested">): ApprovalBlock {
  return {
    ...start(placed, e),
    title: e.title,
    detail: e.detail,
    itemId: e.itemId,
    decisions: e.decisions,
    continued: false,
  };
}

/** The answer, onto its question (undefined: that is not loaded). */
export function foldResolution(
  asked: ApprovalBlock | undefined,
  placed: PlacedEvent,
  e: EventOf<"approval.resolved">,
): ApprovalBlock {
  const block = asked ?? { ...start(placed, e), title: "Approval", decisions: [], continued: true };
  return { ...block, lastOffset: placed.offset, decision: e.decision, by: e.by, comment: e.comment, decidedAt: e.at };
}

function start(placed: PlacedEvent, e: EventOf<"approval.requested"> | EventOf<"approval.resolved">) {
  return {
    type: "approval" as const,
    key: `a:${e.approvalId}`,
    offset: placed.offset,
    lastOffset: placed.offset,
    at: e.at,
    stepId: e.stepId,
    approvalId: e.approvalId,
  };
}
