import { describe, expect, it } from "vitest";
import { type ResumeFacts, resumeProblem } from "../src/index.ts";

const failed: ResumeFacts = {
  runId: "r",
  kind: "workflow",
  status: "failed",
  steps: [{ id: "plan" }, { id: "verify" }],
};
const refused = (facts: Partial<ResumeFacts>, from?: string) => {
  const problem = resumeProblem({ ...failed, ...facts }, from);
  return (
    problem && [problem.status, problem.type.split(":").at(-1), ...(problem.errors ?? []).map((e) => e.path)].join(" ")
  );
};

describe("a run that is to be continued", () => {
  it.each(["failed", "canceled", "timeout", "orphaned"] as const)(
    "may be where it is %s, also from a step",
    (status) => {
      expect(refused({ status })).toBeUndefined();
      expect(refused({ status }, "verify")).toBeUndefined();
    },
  );

  it.each([
    ["a prompt", { kind: "prompt" }, undefined, "400 not_a_workflow"],
    ["a script", { kind: "script" }, undefined, "400 not_a_workflow"],
    ["one that waits", { status: "queued" }, undefined, "409 run_live"],
    ["one that runs", { status: "running" }, "plan", "409 run_live"],
    ["one that never planned", { steps: [] }, undefined, "400 no_steps"],
    ["an unknown step", {}, "plam", "400 invalid from"],
    ["a success", { status: "success" }, undefined, "409 nothing_to_continue"],
  ] as const)("may not be: %s", (_name, facts, from, expected) => {
    expect(refused(facts, from)).toBe(expected);
  });

  it("may be one that ended before it had taken over another's plan, as a whole", () => {
    expect(refused({ steps: [], resumes: { runId: "a" } })).toBeUndefined();
    expect(refused({ steps: [], resumes: { runId: "a" } }, "plan")).toBe("400 no_steps");
  });

  it("may be a success from a step on, and an unknown step is told those that there are", () => {
    expect(refused({ status: "success" }, "plan")).toBeUndefined();
    expect(resumeProblem(failed, "x")?.errors).toEqual([
      { path: "from", message: "is no step of this run; there are plan, verify" },
    ]);
  });
});
