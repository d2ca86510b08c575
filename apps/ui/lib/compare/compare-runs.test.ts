import { RunSummary, StepOutput } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { compareRuns, type RunFacts } from "./compare-runs.ts";

const step = (id: string, more: object = {}) =>
  StepOutput.parse({
    step: id,
    title: id,
    status: "success",
    reason: "exit_zero",
    attempts: 1,
    durationMs: 1,
    ...more,
  });
const facts = (more: Partial<RunFacts> & { durationMs?: number } = {}): RunFacts => ({
  run: RunSummary.parse({
    ...{ v: 1, runId: "019b0000-0000-7000-8000-000000000001", kind: "workflow", workflow: "feature-dev", title: "t" },
    ...{ requestedBy: "a", requestedVia: "api", createdAt: "2026-11-21T10:00:00.000Z", status: "success" },
    ...(more.durationMs !== undefined && { durationMs: more.durationMs }),
  }),
  inputs: {},
  spec: null,
  planned: [],
  outputs: [],
  changedFiles: null,
  report: null,
  ...more,
});

it("puts the same names in one row, and null where one run has nothing", () => {
  const a = facts({
    durationMs: 10,
    inputs: { runner: "codex", rounds: 2 },
    planned: [{ id: "plan", title: "Plan" }],
    outputs: [step("plan", { output: { risks: ["x"], approach: "y" } }), step("verify", { status: "failed" })],
    changedFiles: [{ path: "b.ts", added: 1, deleted: 0 }],
    report: "# A",
  });
  const b = facts({
    durationMs: 20,
    inputs: { rounds: 2, planRunner: "claude" },
    outputs: [step("plan", { output: { approach: "y", risks: ["x"] } }), step("review")],
    changedFiles: [
      { path: "b.ts", added: 1, deleted: 0 },
      { path: "a.ts", added: 3, deleted: 1 },
    ],
    report: "# A",
  });
  const compared = compareRuns(a, b);
  expect(compared.durationMs).toEqual({ a: 10, b: 20, same: false });
  expect(compared.inputs).toEqual([
    { name: "runner", a: "codex", b: null, same: false },
    { name: "rounds", a: 2, b: 2, same: true },
    { name: "planRunner", a: null, b: "claude", same: false },
  ]);
  expect(compared.steps.map((s) => [s.id, s.title, s.a?.status ?? null, s.b?.status ?? null, s.same])).toEqual([
    ["plan", "Plan", "success", "success", true],
    ["verify", "verify", "failed", null, false],
    ["review", "review", null, "success", false],
  ]);
  expect(compared.files?.map((f) => [f.path, f.a !== null, f.same])).toEqual([
    ["a.ts", false, false],
    ["b.ts", true, true],
  ]);
  expect([compared.report.same, compared.spec.same]).toEqual([true, true]);
  expect(compareRuns(facts(), b).files).toBeNull();
});

it("counts what a run used itself: not what it took over", () => {
  const usage = { inputTokens: 10, costUsd: 0.5 };
  const kept = step("plan", { usage, keptFrom: "019b0000-0000-7000-8000-000000000001" });
  const outputs = [kept, step("review", { usage }), step("verify")];
  const { a, b } = compareRuns(facts({ outputs }), facts()).usage;
  expect(a).toMatchObject(usage);
  expect(b).toBeNull();
});

it("counts the rounds that were sent back, too: the run knows of all its turns", () => {
  const all = { inputTokens: 30, outputTokens: 3 };
  const outputs = [step("implement", { round: 2, usage: { inputTokens: 10, outputTokens: 1 } })];
  const run = { ...facts().run, usage: all };
  expect(compareRuns(facts({ run, outputs }), facts()).usage.a).toEqual(all);
});

it("tells outputs apart by their members, their lists and how the step ended", () => {
  const same = (x: object, y: object) =>
    compareRuns(facts({ outputs: [step("s", x)] }), facts({ outputs: [step("s", y)] })).steps[0]?.same;
  expect(same({ output: { a: [1, 2] } }, { output: { a: [1, 2] } })).toBe(true);
  expect(same({ output: { a: [1, 2] } }, { output: { a: [2, 1] } })).toBe(false);
  expect(same({ output: { a: null } }, { output: {} })).toBe(false);
  expect(same({ output: [] }, { output: {} })).toBe(false);
  expect(same({ output: "x" }, { output: "x", status: "failed" })).toBe(false);
  expect(same({ durationMs: 5 }, { durationMs: 9 })).toBe(true);
});
