import { describe, expect, it } from "vitest";
import { foldOverview } from "./fold-overview.ts";
import { emptyOverview } from "./overview.ts";
import { placed, START } from "./test-events.ts";
import { place, timeDomain, waterfallRows } from "./waterfall-rows.ts";

const rowsOf = (bodies: Record<string, unknown>[]) => waterfallRows(foldOverview(emptyOverview(), placed(bodies))).rows;
/** Events are a second apart: the run begins 3 s before its first step. */
const idle = [{ type: "run.started", workflow: "w" }, { type: "run.planned", steps: [] }, { type: "turn.started" }];
const begun = { type: "step.started", stepId: "a", title: "A", attempt: 1 };
const ended = {
  type: "step.finished",
  stepId: "a",
  status: "success",
  reason: "exit_zero",
  attempt: 1,
  durationMs: 1000,
};
const finished = { type: "run.finished", status: "success", reason: "exit_zero" };

describe("waterfallRows", () => {
  it("gives an agent's turn without steps a row for each kind of work", () => {
    const item = (itemId: string, item: object) => ({ type: "item.started", itemId, item });
    const rows = rowsOf([
      { type: "turn.started", turnId: "t" },
      item("r", { kind: "reasoning", text: "" }),
      item("c", { kind: "command", command: "ls" }),
      item("f", { kind: "file_change", changes: [] }),
      { type: "approval.requested", approvalId: "a", title: "May I", decisions: ["approve"] },
    ]);
    expect(rows.map((r) => [r.label, r.spans.map((s) => s.id), r.marks.length])).toEqual([
      ["thinking", ["r"], 0],
      ["tools", ["c", "f"], 1],
    ]);
  });
});

describe("a run that goes on with another", () => {
  it("has no bars for what that one did", () => {
    const done = { type: "step.finished", status: "success", attempt: 1, durationMs: 9000 };
    const rows = rowsOf([
      { type: "run.planned", steps: ["plan", "review"].map((id) => ({ id, title: id })) },
      { ...done, stepId: "plan", reason: "kept", keptFrom: "019b0000-0000-7000-8000-000000000001" },
      { type: "step.started", stepId: "review", title: "review", attempt: 1 },
      { ...done, stepId: "review", reason: "exit_zero", durationMs: 10 },
    ]);
    expect(rows.map((r) => r.id)).toEqual(["review"]);
  });
});

describe("timeDomain", () => {
  it("gives a run that has ended the width of its steps, without what came before and after", () => {
    const rows = rowsOf([...idle, begun, ended, { type: "usage.updated", usage: { totalTokens: 1 } }, finished]);
    const domain = timeDomain(rows, undefined);
    expect(domain).toEqual([START + 3000, START + 4000]);
    const [attempt] = rows[0]?.attempts ?? [];
    expect(place(Date.parse(attempt?.startedAt ?? ""), Date.parse(attempt?.finishedAt ?? ""), domain)).toEqual({
      x: 0,
      width: 100,
    });
  });

  it("goes on until now while the run does", () => {
    expect(timeDomain(rowsOf([...idle, begun]), START + 60_000)).toEqual([START + 3000, START + 60_000]);
  });

  it("holds what stands outside of the steps, and is never empty", () => {
    const notice = { type: "notice", level: "error", message: "x" };
    expect(timeDomain(rowsOf([notice, begun, ended]), undefined)).toEqual([START, START + 2000]);
    expect(timeDomain(rowsOf([begun]), undefined)).toEqual([START, START + 1]);
    expect(timeDomain([], undefined)).toEqual([0, 1]);
  });
});
