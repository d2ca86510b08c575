import { describe, expect, it } from "vitest";
import { BlockFolder } from "./block-folder.ts";
import { foldOverview } from "./fold-overview.ts";
import { emptyOverview } from "./overview.ts";
import { placed } from "./test-events.ts";
import { transcriptRows } from "./transcript-rows.ts";

const RUN = { kind: "prompt", status: "running", runner: "codex", startedAt: "2026-01-01T00:00:00.000Z" } as const;
const said = { type: "item.finished", itemId: "p", item: { kind: "message", role: "user", text: "do it" } };
const turn = { type: "turn.started", turnId: "t", runner: "codex" };
const command = { kind: "command", command: "ls" };

/** The rows' types, the last one's word where it says that something is waited for. */
function rowsOf(bodies: Record<string, unknown>[], run: Partial<Parameters<typeof transcriptRows>[1]> = {}) {
  const events = placed(bodies);
  const rows = transcriptRows(
    BlockFolder.fold(events),
    { ...RUN, ...run },
    foldOverview(emptyOverview(), events),
    true,
  );
  return rows.map((r) => (r.type === "thinking" ? r.word : r.type === "item" ? r.item.kind : r.type));
}

describe("transcriptRows", () => {
  it("puts a prompt's own text first, and leaves out what its head says", () => {
    const bodies = [
      { type: "run.started", workflow: "prompt" },
      said,
      turn,
      { type: "usage.updated", usage: { totalTokens: 1 } },
      { type: "turn.finished", turnId: "t", status: "completed" },
    ];
    expect(rowsOf(bodies)).toEqual(["message", "event", "event"]);
    expect(rowsOf(bodies, { kind: "workflow" })).toEqual(["event", "message", "event", "usage", "event"]);
  });

  it("says of several changes and of empty rounds only the last", () => {
    const round = (iteration: number) => ({ type: "iteration.started", iteration });
    const changed = (files: number) => ({ type: "diff.updated", files });
    const events = placed([round(1), changed(1), round(2), round(3), changed(2), said]);
    const rows = transcriptRows(BlockFolder.fold(events), RUN, foldOverview(emptyOverview(), events), false);
    expect(rows.map((r) => r.offset)).toEqual([300, 400, 500]);
  });

  it("says what is waited for until there is something to see", () => {
    expect(rowsOf([said])).toEqual(["message", "starting codex"]);
    expect(rowsOf([said, turn])).toEqual(["message", "event", "thinking"]);
    const started = { type: "item.started", itemId: "c", item: command };
    expect(rowsOf([turn, started])).toEqual(["event", "command"]);
    expect(rowsOf([turn, started, { type: "item.finished", itemId: "c", item: command }])).toEqual([
      "event",
      "command",
      "thinking",
    ]);
  });

  it("says of each agent that works at the same time whether it thinks", () => {
    const of = (stepId: string) => ({ type: "turn.started", turnId: stepId, runner: "codex", stepId });
    const bodies = [
      { type: "run.planned", steps: ["a", "b", "c"].map((id) => ({ id, title: id, kind: "agent", needs: [] })) },
      ...["a", "b", "c"].map(of),
      { type: "item.started", itemId: "c", item: command, stepId: "b" },
      { type: "approval.requested", approvalId: "q", title: "T", decisions: ["approve"], stepId: "c" },
    ];
    const events = placed(bodies);
    const run = { ...RUN, kind: "workflow" } as const;
    const rows = transcriptRows(BlockFolder.fold(events), run, foldOverview(emptyOverview(), events), true);
    expect(rows.filter((r) => r.type === "thinking").map((r) => r.stepId)).toEqual(["a"]);
  });

  it("does not think while a person is asked, is stopped, or the turn or the run is over", () => {
    const asked = { type: "approval.requested", approvalId: "a", title: "T", decisions: ["approve"] };
    expect(rowsOf([turn, asked])).toEqual(["event", "approval"]);
    expect(rowsOf([turn, asked, { type: "approval.resolved", approvalId: "a", decision: "approve" }])).toEqual([
      "event",
      "approval",
      "thinking",
    ]);
    expect(rowsOf([turn], { stopRequestedAt: "2026-01-01T00:00:00.000Z" })).toEqual(["event"]);
    expect(rowsOf([turn, { type: "turn.finished", turnId: "t", status: "failed" }])).toEqual(["event", "event"]);
    expect(rowsOf([turn], { status: "canceled" })).toEqual(["event"]);
    expect(rowsOf([], { kind: "workflow" })).toEqual([]);
  });
});
