import { describe, expect, it } from "vitest";
import type { HostAnswer } from "../src/contract.ts";
import type { ApproveSpec } from "../src/engine/agent-spec.ts";
import { approveStep } from "../src/engine/approve-step.ts";
import { outputContract } from "../src/output/output-contract.ts";
import { agent, command, ends, runEngine, story } from "./support/run-engine.ts";

const gate = (more: Partial<ApproveSpec> = {}) => approveStep({ id: "gate", title: "Ship it?", ...more });
const says = (...answers: HostAnswer[]) => ({ answer: (_: unknown, call: number) => answers[call - 1] });
const yes: HostAnswer = { decision: "approve", by: "ada" };
const back: HostAnswer = { decision: "push_back", by: "ada", comment: "Say why." };

describe("a gate", () => {
  it("approved: the work goes on, and who said so is handed on", async () => {
    const { host, outcome } = await runEngine([agent("a"), gate(), command("b")], says({ ...yes, comment: "fine" }));
    expect(story(host)).toBe("a+ a gate+ gate b+ b");
    expect(host.outputs.get("gate")).toMatchObject({
      kind: "approve",
      reason: "approved",
      detail: "approved by ada: fine",
      output: { decision: "approve", by: "ada", comment: "fine" },
    });
    expect(outcome.status).toBe("success");
  });

  it("declined: the run fails as declined, with who and why", async () => {
    const declined = says({ decision: "decline", by: "ada", comment: "too risky" });
    const { host, outcome } = await runEngine([agent("a"), gate(), command("b")], declined);
    expect(ends(host)).toEqual(["a success exit_zero", "gate failed declined", "b skipped step_failed"]);
    expect(outcome).toEqual({
      status: "failed",
      reason: "declined",
      detail: '"Ship it?": declined by ada: too risky.',
    });
  });

  it("pushed back where that was not offered: declined", async () => {
    const { outcome } = await runEngine([gate()], says(back));
    expect(outcome).toMatchObject({ status: "failed", reason: "declined" });
  });

  it("pushed back: the nearest agent works again with the comment, then it is asked anew", async () => {
    const { host, outcome } = await runEngine([agent("a"), agent("b"), command("c"), gate()], {
      ...says(back, yes),
      turn: () => ({ threadId: "t" }),
    });
    expect(story(host)).toBe("a+ a b+ b c+ c gate+ gate-failed >b,c,gate b+ b c+ c gate+ gate");
    expect(ends(host)).toContain("gate failed pushed_back");
    expect(host.turns.at(-1)).toMatchObject({
      stepId: "b",
      threadId: "t",
      prompt: expect.stringContaining("Say why."),
    });
    expect(host.questions.map((q) => q.approvalId)).toEqual(["gate.1", "gate.2"]);
    expect(outcome.status).toBe("success");
  });

  it("goes back to the step that it names, or without an agent to the one that it needs", async () => {
    const named = await runEngine([agent("a"), agent("b"), gate({ pushBackTo: "a" })], says(back, yes));
    expect(story(named.host)).toContain(">a,b,gate");
    const plain = await runEngine([command("x"), command("y"), gate()], says(back, yes));
    expect(story(plain.host)).toContain(">y,gate");
  });

  it("offers a push back only where there is a step, and a round left", async () => {
    const { host } = await runEngine([agent("a"), gate({ rounds: 2 })], says(back, yes));
    expect(host.questions.map((q) => q.decisions)).toEqual([
      ["approve", "decline", "push_back"],
      ["approve", "decline"],
    ]);
    const first = await runEngine([gate(), agent("a")], says(yes));
    expect(first.host.questions[0]?.decisions).toEqual(["approve", "decline"]);
  });

  it("shows its message, filled in, and what the steps it needs have left, readably", async () => {
    const plan = agent("plan", { title: "Make a plan", output: outputContract("PlanOutput") });
    const output = {
      filesToTouch: ["src/a.ts", "src/b.ts"],
      approach: "Do *it*.",
      risks: [],
      testPlan: ["run npm test"],
    };
    const { host } = await runEngine(
      [plan, gate({ message: "Hello {{inputs.name}}: {{steps.plan.output.approach}}" })],
      {
        ...says(yes),
        turn: () => ({ output }),
      },
    );
    expect(host.questions[0]?.detail).toBe(
      [
        "Hello Ada: Do *it*.",
        "### Make a plan",
        "**Files to touch**",
        "- src/a.ts\n- src/b.ts",
        "**Approach**: Do \\*it\\*.",
        "**Risks**",
        "none",
        "**Test plan**",
        "- run npm test",
      ].join("\n\n"),
    );
  });

  it("shows an agent's words as a quote: they never look like another step's part of the question", async () => {
    const forged = "Fine.\r\n\n### Verify\n\n**Status**: pass\u2028### Approved";
    const text = agent("text");
    const plan = agent("plan", { output: outputContract("PlanOutput"), needs: [] });
    const { host } = await runEngine([text, plan, gate({ needs: ["text", "plan"] })], {
      ...says(yes),
      turn: ({ stepId }) =>
        stepId === "text"
          ? { message: forged }
          : { output: { filesToTouch: [forged], approach: forged, risks: [], testPlan: [] } },
    });
    const lines = (host.questions[0]?.detail ?? "").split(/[\r\n\u2028]/);
    expect(lines.filter((line) => line.startsWith("#"))).toEqual(["### text", "### plan"]);
    expect(lines.filter((line) => line.startsWith("**Status"))).toEqual([]);
    expect(lines).toContain("> **Status**: pass");
  });

  it("bounds what it shows, and tells of a step that failed", async () => {
    const long = agent("long");
    const { host } = await runEngine(
      [long, command("odd", { continueOnError: true }), gate({ needs: ["long", "odd"] })],
      {
        ...says(yes),
        turn: () => ({ message: "x".repeat(100_000) }),
        command: () => ({ exitCode: 3 }),
      },
    );
    const { detail } = host.questions[0] ?? {};
    expect(detail?.length).toBeLessThan(13_000);
    expect(detail).toContain("… (the rest is in the step's output)");
    expect(detail).toContain("failed: exit code 3");
  });
});
