"use client";

import { memo } from "react";
import type { Block } from "../../../lib/run-view/block.ts";
import { ApprovalView, EventView, UsageView } from "./event-view.tsx";
import { ItemView } from "./item-view.tsx";
import { StepEndView, StepView } from "./step-view.tsx";

/** One row of the transcript. A row whose block is the same object renders nothing again. */
export const BlockView = memo(function BlockView({ block, marked }: { block: Block; marked: boolean }) {
  return (
    <div
      className={marked ? "bg-warn-bg/50 outline-1 -outline-offset-1 outline-warn-line" : ""}
      data-marked={marked || undefined}
    >
      <Body block={block} />
    </div>
  );
});

function Body({ block }: { block: Block }) {
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
    case "event":
      return <EventView block={block} />;
    default:
      return block satisfies never;
  }
}
