import type { StepOutput } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { fillSteps } from "./fill-steps.ts";
import { emptyOverview, type StepView } from "./overview.ts";

const step = (id: string, more: Partial<StepView> = {}): StepView => ({
  ...{ id, title: id, status: "pending", attempts: [], round: 1, ...more },
});
const left = (id: string, more: Partial<StepOutput> = {}): StepOutput => ({
  ...{ step: id, title: id, status: "success", reason: "exit_zero", round: 1, attempts: 1, durationMs: 2000 },
  finishedAt: "2026-01-01T00:00:05.000Z",
  ...more,
});
const fill = (steps: StepView[], ...outputs: StepOutput[]) =>
  fillSteps({ ...emptyOverview(), steps, partial: true }, outputs).steps;

it("takes what a step left where its events were not read, with the time that leads there", () => {
  const [s] = fill([step("a")], left("a", { runner: "codex", model: "m", usage: { inputTokens: 3 } }));
  expect(s).toMatchObject({ status: "success", runner: "codex", model: "m", usage: { inputTokens: 3 } });
  expect(s?.attempts).toMatchObject([{ startedAt: "2026-01-01T00:00:03.000Z", durationMs: 2000, offset: -1 }]);
});

it("ends a step whose beginning alone was read", () => {
  const begun = { attempt: 1, round: 1, status: "running", startedAt: "2026-01-01T00:00:01.000Z", offset: 5 } as const;
  const [s] = fill([step("a", { status: "running", attempts: [begun] })], left("a", { status: "failed" }));
  expect(s).toMatchObject({ status: "failed", attempts: [{ status: "failed" }] });
});

it("leaves what is known as well, or of a later round", () => {
  const done = { attempt: 1, round: 1, status: "success", finishedAt: "x", offset: 5 } as const;
  const known = [step("a", { status: "success", attempts: [done] }), step("b", { round: 2 }), step("c")];
  expect(fill(known, left("a", { durationMs: 9 }), left("b"))).toEqual(known);
});
