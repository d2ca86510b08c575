import { describe, expect, it } from "vitest";
import { BlockFolder } from "./block-folder.ts";
import { foldOverview } from "./fold-overview.ts";
import { emptyOverview } from "./overview.ts";
import { parallelSteps } from "./parallel-steps.ts";
import { placed, RUN } from "./test-events.ts";

const PLAN = {
  type: "run.planned",
  steps: [
    { id: "plan", title: "Plan", kind: "agent", runner: "codex", role: "planner" },
    { id: "build", title: "Build", kind: "agent", runner: "codex" },
    { id: "verify", title: "Verify", kind: "checks" },
  ],
};
const started = (stepId: string, attempt = 1) => ({ type: "step.started", stepId, title: stepId, attempt });
const finished = (stepId: string, more: object = {}) => ({
  type: "step.finished",
  stepId,
  status: "success",
  reason: "exit_zero",
  attempt: 1,
  durationMs: 500,
  ...more,
});
const turn = (stepId: string, type = "turn.started") => ({ type, turnId: `t-${stepId}`, stepId, status: "completed" });
const fold = (...bodies: Record<string, unknown>[]) => foldOverview(emptyOverview(), placed(bodies));

describe("work that is sent back", () => {
  const failed = finished("verify", { status: "failed", reason: "checks_failed" });
  const back = {
    type: "iteration.started",
    stepId: "verify",
    iteration: 2,
    max: 3,
    steps: ["build", "verify"],
    feedback: "two tests fail",
  };
  const bodies = [PLAN, started("build"), finished("build"), started("verify"), failed, back];

  it("is to come again, in the next round, and says who sent it where and why", () => {
    const o = fold(...bodies);
    expect(o.steps).toMatchObject([
      { id: "plan", round: 1 },
      { id: "build", status: "pending", round: 2, rounds: 3 },
      { id: "verify", status: "pending", round: 2 },
    ]);
    expect(o.sendBacks).toMatchObject([{ from: "verify", to: "build", round: 2, max: 3, feedback: "two tests fail" }]);
    expect(o.iteration).toBeUndefined();
  });

  it("keeps the attempts of each round apart, in the head and in the transcript", () => {
    const all = [...bodies, started("build"), finished("build", { durationMs: 900 })];
    expect(fold(...all).steps[1]?.attempts).toMatchObject([
      { attempt: 1, round: 1, durationMs: 500 },
      { attempt: 1, round: 2, durationMs: 900 },
    ]);
    const heads = BlockFolder.fold(placed(all)).filter((b) => b.type === "step" && b.stepId === "build");
    expect(heads).toMatchObject([{ durationMs: 500 }, { durationMs: 900 }]);
    expect(new Set(heads.map((b) => b.key)).size).toBe(2);
  });

  it("does not raise a step's round by the rounds of its model", () => {
    const o = fold(PLAN, started("build"), { type: "iteration.started", stepId: "build", iteration: 4, max: 9 });
    expect(o.steps[1]).toMatchObject({ round: 1, status: "running" });
    expect(o.iteration).toEqual({ n: 4, max: 9 });
  });
});

it("names the run that did a kept step", () => {
  const kept = finished("plan", { reason: "kept", keptFrom: RUN, durationMs: 0 });
  expect(fold(PLAN, kept).steps[0]).toMatchObject({
    status: "success",
    keptFrom: RUN,
    runner: "codex",
    role: "planner",
  });
  expect(BlockFolder.fold(placed([kept]))).toMatchObject([{ type: "step", keptFrom: RUN }]);
});

it("adds up what the agents of a step used in all its attempts, and counts the one that goes on", () => {
  const used = (inputTokens: number, stepId = "plan") => ({ type: "usage.updated", stepId, usage: { inputTokens } });
  const o = fold(
    PLAN,
    started("plan"),
    used(3),
    used(7),
    finished("plan", { status: "failed", willRetry: true, usage: { inputTokens: 8, costUsd: 0.5 } }),
    started("plan", 2),
    used(4),
  );
  expect(o.steps[0]).toMatchObject({ usage: { inputTokens: 8, costUsd: 0.5 }, liveUsage: { inputTokens: 4 } });
});

it("ends a turn with its own end, and leaves the questions of other steps", () => {
  const ask = (stepId: string) => ({
    type: "approval.requested",
    approvalId: stepId,
    stepId,
    title: "?",
    decisions: [],
  });
  const o = fold(PLAN, turn("plan"), turn("build"), ask("plan"), ask("build"), turn("plan", "turn.finished"));
  expect(o.openTurns.map((t) => t.stepId)).toEqual(["build"]);
  expect(o.turn?.open).toBe(true);
  expect(o.approvals.map((a) => a.stepId)).toEqual(["build"]);
});

describe("parallelSteps", () => {
  const rowAt = (stepId: string, seq: number) => ({ stepId, offset: seq * 100 });

  it("names the step of a row where two ran at the same time, and no other", () => {
    const o = fold(
      PLAN,
      started("plan"),
      started("build"),
      finished("plan"),
      finished("build"),
      started("verify"),
      finished("verify"),
    );
    const of = parallelSteps(o.steps);
    expect(of(rowAt("plan", 2))).toBe("plan");
    expect(of(rowAt("build", 3))).toBe("build");
    expect(of(rowAt("verify", 5))).toBeUndefined();
    expect(of({ offset: 200 })).toBeUndefined();
  });

  it("knows that a step still runs", () => {
    const of = parallelSteps(fold(PLAN, started("plan"), started("build")).steps);
    expect([of(rowAt("plan", 9)), of(rowAt("build", 9))]).toEqual(["plan", "build"]);
  });
});
