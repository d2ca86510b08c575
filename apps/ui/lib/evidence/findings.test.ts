import { type Severity, StepOutput } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { collectFindings, countSeverities, sortFindings } from "./findings.ts";

const review = (step: string, ...findings: [Severity, string][]) =>
  StepOutput.parse({
    ...{ step, title: step.toUpperCase(), status: "success", reason: "exit_zero", attempts: 1, durationMs: 1 },
    shape: "ReviewOutput",
    output: {
      findings: findings.map(([severity, area]) => ({
        ...{ severity, area, description: "d", evidencePaths: [], suggestions: [] },
      })),
      docGaps: [],
    },
  });

const found = collectFindings([
  review("zeta", ["low", "ui"], ["high", "api"]),
  StepOutput.parse({
    step: "x",
    title: "X",
    status: "success",
    reason: "exit_zero",
    attempts: 1,
    durationMs: 1,
    shape: "ReviewOutput",
    output: "broken",
  }),
  review("alpha", ["medium", "docs"], ["high", "ui"]),
]);
const short = (by: "severity" | "area" | "step", down = false) =>
  sortFindings(found, { by, down }).map((f) => `${f.step} ${f.severity} ${f.area}`);

describe("findings of a run", () => {
  it("come from every step whose output is a review", () => {
    expect(found.map((f) => [f.step, f.stepTitle, f.index])).toEqual([
      ["zeta", "ZETA", 0],
      ["zeta", "ZETA", 1],
      ["alpha", "ALPHA", 2],
      ["alpha", "ALPHA", 3],
    ]);
    expect(countSeverities(found)).toEqual({ high: 2, medium: 1, low: 1 });
  });

  it("are sorted by a column, then by severity", () => {
    expect(short("severity")).toEqual(["zeta high api", "alpha high ui", "alpha medium docs", "zeta low ui"]);
    expect(short("severity", true)).toEqual(["zeta low ui", "alpha medium docs", "zeta high api", "alpha high ui"]);
    expect(short("area")).toEqual(["zeta high api", "alpha medium docs", "alpha high ui", "zeta low ui"]);
    expect(short("step")).toEqual(["zeta high api", "zeta low ui", "alpha high ui", "alpha medium docs"]);
    expect(short("step", true)[0]).toBe("alpha high ui");
  });
});
