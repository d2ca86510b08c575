import { expect, it } from "vitest";
import { canGoOn, firstUnfinished, stepsFrom } from "./go-on.ts";
import type { StepView } from "./overview.ts";

const step = (id: string, status: StepView["status"], needs?: string[]): StepView => ({
  id,
  title: id,
  needs,
  status,
  attempts: [],
  round: 1,
});
const STEPS = [
  step("plan", "success"),
  step("code", "success"),
  step("docs", "success", ["plan"]),
  step("verify", "failed", ["code"]),
  step("report", "skipped", ["verify", "docs"]),
];

it("goes on with the first step that did not end well", () => {
  expect(firstUnfinished(STEPS)?.id).toBe("verify");
  expect(firstUnfinished(STEPS.slice(0, 3))).toBeUndefined();
});

it("names a step, what needs it, and what is not done anyway; independent work is left alone", () => {
  const from = (id: string) => stepsFrom(STEPS, id).map((s) => s.id);
  expect(from("plan")).toEqual(["plan", "code", "docs", "verify", "report"]);
  expect(from("code")).toEqual(["code", "verify", "report"]);
  expect(from("docs")).toEqual(["docs", "verify", "report"]);
});

it.each([
  [{ kind: "workflow", status: "failed", workflow: "review" }, true],
  [{ kind: "workflow", status: "success", workflow: "review" }, true],
  [{ kind: "workflow", status: "running", workflow: "review" }, false],
  [{ kind: "prompt", status: "failed", workflow: "prompt" }, false],
  [{ kind: "script", status: "failed", workflow: "s" }, false],
  [{ kind: "workflow", status: "failed", workflow: "workspace.clone" }, false],
] as const)("of %o is %s", (run, expected) => {
  expect(canGoOn(run)).toBe(expected);
});
