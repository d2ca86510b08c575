"use client";

import { memo } from "react";
import type { TranscriptRow } from "../../../lib/run-view/transcript-rows.ts";
import { ApprovalView } from "../approval/approval-view.tsx";
import { EventView, UsageView } from "./event-view.tsx";
import { ItemView } from "./item-view.tsx";
import { Lane, LaneChip } from "./lane.tsx";
import { StepEndView, StepView } from "./step-view.tsx";
import { Thinking } from "./thinking.tsx";

/**
 * One row of the transcript. A row whose block is the same object renders nothing again.
 * @param lane the step that it belongs to, where several ran at the same time
 */
export const BlockView = memo(function BlockView({
  block,
  marked,
  lane,
}: {
  block: TranscriptRow;
  marked: boolean;
  lane?: string | undefined;
}) {
  return (
    <div
      className={`${marked ? "bg-warn-bg/50 outline-1 -outline-offset-1 outline-warn-line" : ""} ${lane === undefined ? "" : "border-l-2 border-line-strong"}`}
      data-marked={marked || undefined}
    >
      <Lane value={block.type === "step" || block.type === "step-end" ? undefined : lane}>
        <Body block={block} />
      </Lane>
    </div>
  );
});

function Body({ block }: { block: TranscriptRow }) {
  switch (block.type) {
    case "item":
      return <ItemView block={block} />;
    case "step":
      return <StepView block={block} />;
    case "step-end":
      return <StepEndView block={block} />;
    case "approval":
      return <ApprovalView block={block} />;
    case "usage":
      return <UsageView block={block} />;
    case "thinking":
      return (
        <div className="flex gap-3 px-2 py-1.5 pl-[2.4rem] sm:px-3 sm:pl-[2.9rem]">
          <LaneChip />
          <Thinking word={block.word} since={block.since} />
        </div>
      );
    case "event":
      return <EventView block={block} />;
    default:
      return block satisfies never;
  }
}
