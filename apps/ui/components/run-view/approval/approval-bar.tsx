"use client";

import { ArrowDown, ArrowUp, Hand } from "lucide-react";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { cardId } from "./approval-view.tsx";
import { bringIntoSight } from "./bring-into-sight.ts";
import { DECISION_LOOK, GATE_LOOK, keyWords } from "./decision-look.ts";
import { useApprovalKeys } from "./use-approval-keys.ts";
import { useIsGate } from "./use-gate.ts";
import type { Waiting } from "./use-waiting-approvals.ts";

/**
 * Says that approvals wait: aloud when one comes, and as a bar with a jump while the first of them is out of sight.
 * @param sight where its card is: in sight, or further up or down
 */
export function ApprovalBar({
  waiting,
  sight,
  show,
}: {
  waiting: readonly Waiting[];
  sight: "in" | "above" | "below";
  /** Brings its card into the pane's sight. */
  show(approval: Waiting): Promise<void>;
}) {
  const first = waiting[0];
  const isGate = useIsGate(first);
  const keys = first ? keyWords(first.decisions, isGate ? GATE_LOOK : DECISION_LOOK) : "";
  // The pane itself may be out of the window's sight.
  const reveal = async () => {
    if (!first) return;
    await show(first);
    await bringIntoSight(cardId(first.approvalId));
  };
  useApprovalKeys(first?.approvalId, () => void reveal());
  const Arrow = sight === "above" ? ArrowUp : ArrowDown;
  return (
    <>
      <p className="sr-only" role="status" aria-live="assertive">
        {first ? `Approval needed: ${visibleText(first.title)}. ${keys}` : ""}
      </p>
      {first && sight !== "in" ? (
        <button
          type="button"
          data-testid="approval-bar"
          onClick={() => void reveal()}
          className={`absolute left-1/2 z-10 flex max-w-[min(36rem,calc(100%-2rem))] -translate-x-1/2 items-center gap-2 rounded-full border border-warn-line bg-warn-bg px-3.5 py-1.5 text-[12.5px] font-medium text-warn-fg shadow-md hover:brightness-97 ${sight === "above" ? "top-2" : "bottom-3"}`}
        >
          <Hand aria-hidden className="size-4 shrink-0" />
          <span className="shrink-0">
            {waiting.length} {waiting.length === 1 ? "approval waits" : "approvals wait"}
          </span>
          <span className="truncate font-normal max-sm:hidden">{visibleText(first.title)}</span>
          <Arrow aria-hidden className="size-3.5 shrink-0" />
        </button>
      ) : null}
    </>
  );
}
