"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { useMemo, useState } from "react";
import { parallelSteps } from "../../../lib/run-view/parallel-steps.ts";
import { type TranscriptRow, transcriptRows } from "../../../lib/run-view/transcript-rows.ts";
import { ApprovalBar } from "../approval/approval-bar.tsx";
import { useWaitingApprovals } from "../approval/use-waiting-approvals.ts";
import { EmptyRun } from "../empty-run.tsx";
import { EventToolbar } from "../list/event-toolbar.tsx";
import { useEventPane } from "../list/use-event-pane.ts";
import { VirtualPane } from "../list/virtual-pane.tsx";
import { useRunView, useRunViewStore } from "../run-view-provider.tsx";
import { BlockView } from "./block-view.tsx";
import { estimateRow } from "./estimate-row.ts";

const keyOf = (b: TranscriptRow) => b.key;
const holds = (b: TranscriptRow, offset: number) => b.offset <= offset && offset <= b.lastOffset;

/** The run as a person reads it, with its approvals. */
export function Transcript() {
  const store = useRunViewStore();
  const blocks = useRunView((s) => s.blocks);
  const run = useRunView((s) => s.run);
  const overview = useRunView((s) => s.overview);
  const atEnd = useRunView((s) => s.range.atEnd);
  const { turn, openTurns, approvals, steps } = overview;
  const rows = useMemo(
    () => transcriptRows(blocks, run, { turn, openTurns, approvals, steps }, atEnd),
    [blocks, run, turn, openTurns, approvals, steps, atEnd],
  );
  const laneOf = useMemo(() => parallelSteps(steps), [steps]);
  const { pane, marked, at } = useEventPane(rows, keyOf, holds);
  const waiting = useWaitingApprovals();
  const offset = waiting[0]?.offset;
  const [sight, setSight] = useState<"in" | "above" | "below">("in");
  const onRange = (first: TranscriptRow | undefined, last: TranscriptRow | undefined, isEnd: boolean) => {
    pane.onRange(first, last, isEnd);
    setSight(offset === undefined ? "above" : sightOf(offset, first, last));
  };
  return (
    <>
      <EventToolbar at={at} />
      <VirtualPane<TranscriptRow>
        {...pane}
        onRange={onRange}
        label="Transcript"
        rows={rows}
        keyOf={keyOf}
        estimate={estimateRow}
        render={(row) => (
          <BlockView block={row} marked={marked !== undefined && holds(row, marked)} lane={laneOf(row)} />
        )}
        empty={<EmptyRun status={run.status} isFinal={isFinal(run.status)} />}
        className="rounded-b-md border border-t-0 border-line bg-bg"
        overlay={
          <ApprovalBar
            waiting={waiting}
            sight={sight}
            show={({ offset, at }) => (offset === undefined ? store.jumpToTime(at) : store.jumpTo(offset, true))}
          />
        }
      />
    </>
  );
}

function sightOf(offset: number, first: TranscriptRow | undefined, last: TranscriptRow | undefined) {
  if (first && offset < first.offset) return "above";
  return last && offset > last.lastOffset ? "below" : "in";
}
