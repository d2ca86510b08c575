import { describe, expect, it } from "vitest";
import { foldOverview, isErrorEvent } from "./fold-overview.ts";
import { emptyOverview, MARKS_MAX, SPANS_MAX } from "./overview.ts";
import { placed } from "./test-events.ts";

const PLAN = {
  type: "run.planned",
  steps: [
    { id: "a", title: "A" },
    { id: "b", title: "B", needs: ["a"] },
  ],
};
const started = (stepId: string, attempt = 1) => ({ type: "step.started", stepId, title: stepId, attempt });
const finished = (stepId: string, more: object = {}) => ({
  type: "step.finished",
  stepId,
  status: "success",
  reason: "exit_zero",
  attempt: 1,
  durationMs: 2000,
  ...more,
});
const fold = (...bodies: Record<string, unknown>[]) => foldOverview(emptyOverview(), placed(bodies));

describe("foldOverview", () => {
  it("shows the plan before anything began", () => {
    expect(fold(PLAN).steps).toMatchObject([
      { id: "a", status: "pending", attempts: [] },
      { id: "b", status: "pending", needs: ["a"] },
    ]);
  });

  it("follows a step through attempts", () => {
    const o = fold(PLAN, started("a"), finished("a", { status: "failed", willRetry: true }));
    expect(o.steps[0]).toMatchObject({ status: "retrying", attempts: [{ attempt: 1, status: "failed" }] });
    const again = foldOverview(o, placed([started("a", 2), finished("a", { attempt: 2 })], 3));
    expect(again.steps[0]).toMatchObject({ status: "success", attempts: [{ attempt: 1 }, { attempt: 2 }] });
  });

  it("knows a step whose beginning was not read, with the time it must have begun", () => {
    const o = fold(
      { type: "notice", level: "info", message: "" },
      { type: "notice", level: "info", message: "" },
      finished("x"),
    );
    expect(o.steps[0]).toMatchObject({ id: "x", attempts: [{ startedAt: "2026-01-01T00:00:00.000Z" }] });
  });

  it("leaves out what it has seen: folding twice changes nothing", () => {
    const events = placed([PLAN, started("a"), { type: "notice", level: "error", message: "x" }]);
    const once = foldOverview(emptyOverview(), events);
    expect(foldOverview(once, events)).toBe(once);
  });

  it("ends open steps and items with the run", () => {
    const o = fold(
      PLAN,
      started("a"),
      { type: "item.started", stepId: "a", itemId: "i", item: { kind: "command", command: "c" } },
      { type: "run.finished", status: "canceled", reason: "stop_requested" },
    );
    expect(o.steps.map((s) => s.status)).toEqual(["canceled", "pending"]);
    expect(o.spans[0]?.finishedAt).toBe("2026-01-01T00:00:03.000Z");
  });

  it("marks errors and approvals where they happened", () => {
    const o = fold(
      { type: "notice", level: "error", message: "broken" },
      { type: "approval.requested", approvalId: "p", title: "Push", decisions: [] },
      finished("a", { status: "timeout", reason: "deadline" }),
    );
    expect(o.marks.map((m) => [m.kind, m.offset])).toEqual([
      ["error", 0],
      ["approval", 100],
      ["error", 200],
    ]);
  });

  it("stays small however long the run", () => {
    const many = Array.from({ length: 2000 }, (_, i) => [
      { type: "item.started", itemId: `i${i}`, item: { kind: "command", command: "c" } },
      { type: "item.finished", itemId: `i${i}`, item: { kind: "command", command: "c", status: "failed" } },
    ]).flat();
    const o = fold(...many);
    expect(o.spans).toHaveLength(SPANS_MAX);
    expect(o.droppedSpans).toBe(2000 - SPANS_MAX);
    expect(o.marks).toHaveLength(MARKS_MAX);
  });
});

describe("an agent's turn", () => {
  const turn = { type: "turn.started", turnId: "t", runner: "codex", model: "m", replayOf: "tour" };
  const ask = (approvalId: string) => ({ type: "approval.requested", approvalId, title: approvalId, decisions: [] });
  const waits = (...bodies: Record<string, unknown>[]) => fold(turn, ...bodies).approvals.map((a) => a.approvalId);

  it("is open until it ends, and the run with it", () => {
    expect(fold(turn).turn).toMatchObject({ runner: "codex", model: "m", replayOf: "tour", open: true });
    expect(fold(turn, { type: "turn.finished", turnId: "t", status: "completed" }).turn?.open).toBe(false);
    expect(fold(turn, { type: "run.finished", status: "failed", reason: "signal" }).turn?.open).toBe(false);
  });

  it("knows what waits for an answer, whatever came in between", () => {
    expect(waits(ask("a"), ask("b"), ask("a"))).toEqual(["b", "a"]);
    expect(waits(ask("a"), ask("b"), { type: "approval.resolved", approvalId: "a", decision: "x" })).toEqual(["b"]);
    expect(waits(ask("a"), { type: "turn.finished", turnId: "t", status: "interrupted" })).toEqual([]);
  });
});

describe("isErrorEvent", () => {
  it.each([
    [{ type: "notice", level: "error", message: "" }, true],
    [{ type: "notice", level: "warning", message: "" }, false],
    [finished("a", { status: "failed" }), true],
    [finished("a"), false],
    [{ type: "turn.finished", turnId: "t", status: "failed" }, true],
    [{ type: "item.finished", itemId: "i", item: { kind: "error", message: "" } }, true],
    [{ type: "run.finished", status: "canceled", reason: "stop_requested" }, false],
    [{ type: "future.thing" }, false],
  ])("of %o is %s", (body, expected) => {
    const [p] = placed([body]);
    expect(p && isErrorEvent(p.event)).toBe(expected);
  });
});
