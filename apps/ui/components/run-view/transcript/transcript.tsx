"use client";

import { isFinal } from "@codex-toolloop/protocol";
import type { Block } from "../../../lib/run-view/block.ts";
import { EmptyRun } from "../empty-run.tsx";
import { EventToolbar } from "../list/event-toolbar.tsx";
import { useEventPane } from "../list/use-event-pane.ts";
import { VirtualPane } from "../list/virtual-pane.tsx";
import { useRunView } from "../run-view-provider.tsx";
import { BlockView } from "./block-view.tsx";

const keyOf = (b: Block) => b.key;
const holds = (b: Block, offset: number) => b.offset <= offset && offset <= b.lastOffset;

/** The run as a person reads it. */
export function Transcript() {
  const blocks = useRunView((s) => s.blocks);
  const status = useRunView((s) => s.run.status);
  const { pane, marked, at } = useEventPane(blocks, keyOf, holds);
  return (
    <>
      <EventToolbar at={at} />
      <VirtualPane<Block>
        {...pane}
        label="Transcript"
        rows={blocks}
        keyOf={keyOf}
        estimate={estimate}
        render={(block) => <BlockView block={block} marked={marked !== undefined && holds(block, marked)} />}
        empty={<EmptyRun status={status} isFinal={isFinal(status)} />}
        className="rounded-b-md border border-t-0 border-line bg-bg"
      />
    </>
  );
}

function estimate(b: Block): number {
  if (b.type === "step") return b.command && !b.hasCommandItem ? 220 : 34;
  if (b.type !== "item") return 34;
  if (b.item.kind === "command") return b.item.output || b.item.logStart !== undefined ? 220 : 34;
  if (b.item.kind === "message") return 34 + Math.min(900, b.item.text.length / 4);
  if (b.item.kind === "file_change") return 60 + (b.item.changes.length <= 2 ? 200 : b.item.changes.length * 24);
  return b.item.kind === "plan" ? 16 + b.item.steps.length * 21 : 50;
}
