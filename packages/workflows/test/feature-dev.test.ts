import { describe, expect, it } from "vitest";
import type { HostAnswer, HostTurn } from "../src/index.ts";
import { answer } from "./support/answers.ts";
import { eventsOf, type FakeHost, type FakeHostOptions } from "./support/fake-host.ts";
import { startBuiltin } from "./support/run-builtin.ts";

const FILES = {
  "package.json": JSON.stringify({ scripts: { test: "node --test", lint: "eslint ." } }),
  "src/sum.ts": "export const sum = (a: number, b: number) => a - b;\n",
};
const CHANGES = {
  files: [{ path: "src/sum.ts", added: 1, deleted: 1 }],
  diff: "diff --git a/src/sum.ts b/src/sum.ts\n",
  cut: false,
};
const RED = "not ok 1 - sum adds\n";
const WORLD: FakeHostOptions = {
  files: FILES,
  spec: "sum must add {{not a template}}",
  turn: (turn) => answer(turn),
  changes: () => CHANGES,
};

/** Tests fail in the first `n` rounds. */
const failing = (n: number): NonNullable<FakeHostOptions["command"]> => {
  let left = n;
  return ({ argv }) => (argv[1] === "test" && left-- > 0 ? { exitCode: 1, output: RED } : {});
};
const steps = (host: FakeHost) => eventsOf(host, "step.finished").map((e) => `${e.stepId} ${e.status}`);
const turnOf = (host: FakeHost, key: string): HostTurn => {
  const turn = host.turns.find((t) => t.turnKey === key);
  if (!turn) throw new Error(`no turn ${key}: ${host.turns.map((t) => t.turnKey).join(" ")}`);
  return turn;
};

describe("feature-dev", () => {
  it("runs plan, research, implement, verify, review, finalize, each handing on its shape", async () => {
    const { host, outcome } = await startBuiltin("feature-dev", WORLD);
    expect(outcome.status).toBe("success");
    expect(steps(host)).toEqual(
      ["plan", "research", "implement", "verify", "review", "finalize"].map((s) => `${s} success`),
    );
    const shapes = [...host.outputs.values()].map((o) => (o as { shape?: string }).shape);
    expect(shapes).toEqual([
      "PlanOutput",
      "ResearchOutput",
      "ImplementOutput",
      "VerifyOutput",
      "ReviewOutput",
      "FinalReport",
    ]);
  });

  it("lets only the implementer write, and none of the others ask", async () => {
    const { host } = await startBuiltin("feature-dev", WORLD, { approvalPolicy: "always" });
    expect(host.turns.map((t) => `${t.stepId} ${t.options.sandbox} ${t.options.approvalPolicy}`)).toEqual([
      "plan read-only never",
      "research read-only never",
      "implement workspace-write always",
      "review read-only never",
      "finalize read-only never",
    ]);
    for (const turn of host.turns.filter((t) => t.stepId !== "implement")) expect(turn.tools).not.toContain("edit");
    expect(host.turns.filter((t) => t.tools?.includes("web")).map((t) => t.stepId)).toEqual(["research"]);
  });

  it("gives each prompt what it needs: the spec as it was pasted, the outputs before it, the diff", async () => {
    const { host } = await startBuiltin("feature-dev", WORLD);
    for (const { prompt } of host.turns) {
      expect(prompt).toContain("sum must add {{not a template}}");
      expect(prompt).not.toMatch(/\{\{(?!not a template)/);
    }
    expect(turnOf(host, "plan.1.1").prompt).toContain("# Context, at most 12,000 tokens");
    expect(turnOf(host, "research.1.1").prompt).toContain("Add instead of subtracting.");
    expect(turnOf(host, "implement.1.1").prompt).toContain("sum is used once");
    expect(turnOf(host, "review.1.1").prompt).toContain("diff --git a/src/sum.ts");
    expect(turnOf(host, "review.1.1").prompt).toContain('"status": "pass"');
    expect(turnOf(host, "finalize.1.1").prompt).toContain("overflows");
    expect([...host.artifacts.keys()]).toEqual(["context/plan.md", "context/implement.md"]);
  });

  it("research goes on with the planner's thread where the runner is the same; the reviewer never does", async () => {
    const { host } = await startBuiltin("feature-dev", WORLD);
    expect(turnOf(host, "research.1.1").threadId).toBe("thread-plan.1.1");
    expect(turnOf(host, "review.1.1").threadId).toBeUndefined();
    const mixed = await startBuiltin("feature-dev", WORLD, { planRunner: "claude", model: "gpt-5", maxTurns: 9 });
    expect(mixed.host.turns.map((t) => [t.stepId, t.runner, t.options.model, t.options.maxTurns])).toEqual([
      ["plan", "claude", undefined, 9],
      ["research", "codex", "gpt-5", 9],
      ["implement", "codex", "gpt-5", 9],
      ["review", "codex", "gpt-5", 9],
      ["finalize", "codex", "gpt-5", 9],
    ]);
    expect(turnOf(mixed.host, "research.1.1").threadId).toBeUndefined();
    expect(turnOf(mixed.host, "research.1.1").prompt).toContain("# Context, at most");
  });

  it("gives no context where its budget is 0", async () => {
    const { host } = await startBuiltin("feature-dev", WORLD, { contextTokens: 0 });
    expect(host.artifacts.size).toBe(0);
    for (const { prompt } of host.turns) expect(prompt).not.toContain("<context>");
  });

  it("sends failing checks back twice, on the implementer's own thread, and then goes on", async () => {
    const { host, outcome } = await startBuiltin("feature-dev", { ...WORLD, command: failing(2) });
    expect(outcome.status).toBe("success");
    const rounds = eventsOf(host, "iteration.started").map((e) => [e.stepId, e.iteration, e.max, e.steps]);
    expect(rounds).toEqual([
      ["verify", 2, 3, ["implement", "verify"]],
      ["verify", 3, 3, ["implement", "verify"]],
    ]);
    const again = turnOf(host, "implement.2.1");
    expect(again.threadId).toBe("thread-implement.1.1");
    expect(again.prompt).toContain("Failing tests:\n- sum adds");
    expect(again.prompt).toContain("not ok 1 - sum adds");
    expect(again.prompt).not.toContain("npm run lint:\n");
    expect(host.report).toContain("The checks passed in round 3");
    expect(host.report).toMatch(/\| 1 \| Tests \| `npm test` \| ✗ failed \| 1 \|/);
    expect(host.report).toMatch(/\| 3 \| Tests \| `npm test` \| ✓ success \| 0 \|/);
    const items = eventsOf(host, "item.started").map((e) => e.itemId);
    expect(items.filter((id) => id.startsWith("verify"))).toEqual(
      [1, 2, 3].flatMap((r) => [`verify.${r}.lint`, `verify.${r}.test`]),
    );
  });

  it("ends when the rounds are used up, and says what fails", async () => {
    const { host, outcome } = await startBuiltin("feature-dev", { ...WORLD, command: failing(9) }, { maxRounds: 2 });
    expect(outcome).toMatchObject({
      status: "failed",
      reason: "step_failed",
      detail: expect.stringContaining("npm test"),
    });
    expect(steps(host).slice(-4)).toEqual(["implement success", "verify failed", "review skipped", "finalize skipped"]);
    expect(host.outputs.get("verify")).toMatchObject({
      round: 2,
      output: { status: "fail", failingTests: ["sum adds"] },
    });
    expect(host.report).toContain("**The checks fail.**");
    expect(host.report).toMatch(/## Executive summary\n\n\*Not reached/);
    expect(host.report).toMatch(/## Findings\n\nReview: \*Not reached/);
    expect(host.report).toContain("sum adds now.");
  });

  it("never lets a repository without checks read as a pass", async () => {
    const { host, outcome } = await startBuiltin("feature-dev", { ...WORLD, files: { "a.txt": "a" } });
    expect(outcome).toMatchObject({ status: "success", detail: "All 6 steps ended, but nothing was verified." });
    const verify = host.outputs.get("verify");
    expect(verify).toMatchObject({
      status: "success",
      reason: "nothing_to_check",
      detail: expect.stringContaining("Nothing was verified."),
    });
    expect(verify).not.toHaveProperty("output");
    expect(turnOf(host, "review.1.1").prompt).toContain("<checks>\n(none)\n</checks>");
    expect(eventsOf(host, "notice").find((n) => n.code === "nothing_to_check")?.level).toBe("warning");
    expect(host.report).toMatch(/\n> \*\*Nothing was verified\./);
    expect(host.report).not.toMatch(/passed|\| [^|]*checks \| ✓/);
  });
});

describe("the gates of feature-dev", () => {
  const says = (decision: HostAnswer["decision"], comment?: string): HostAnswer => ({
    decision,
    by: "ada",
    ...(comment === undefined ? {} : { comment }),
  });
  it("an implementer who takes the checks away has passed none: they are to be brought back", async () => {
    const files: Record<string, string> = { ...FILES };
    const turn = (spec: HostTurn) => {
      if (spec.turnKey === "implement.1.1") delete files["package.json"];
      if (spec.turnKey === "implement.2.1") Object.assign(files, FILES);
      return answer(spec);
    };
    const { host, outcome } = await startBuiltin("feature-dev", { ...WORLD, files, turn });
    expect(turnOf(host, "implement.2.1").prompt).toContain("The checks that were there before are gone.");
    expect(outcome.status).toBe("success");
    expect(host.outputs.get("verify")).toMatchObject({ status: "success", round: 2, output: { status: "pass" } });
  });

  it("asks about the plan, which a push back changes on the planner's thread", async () => {
    const answers = [says("push_back", "keep the old name"), says("approve")];
    const { host, outcome } = await startBuiltin(
      "feature-dev",
      { ...WORLD, answer: (_, n) => answers[n - 1] },
      { approvePlan: true },
    );
    expect(outcome.status).toBe("success");
    expect(turnOf(host, "plan.2.1").prompt).toContain("keep the old name");
    expect(host.questions[0]?.detail).toContain("Add instead of subtracting.");
  });
  it("asks about the changes; a push back goes to the implementer, and a new reviewer looks at all of it", async () => {
    const answers = [says("push_back", "no magic numbers"), says("approve")];
    const { host, outcome } = await startBuiltin(
      "feature-dev",
      { ...WORLD, answer: (_, n) => answers[n - 1] },
      { approveChanges: true },
    );
    expect(outcome.status).toBe("success");
    expect(host.questions[0]?.detail).toContain("- src/sum.ts +1 -1");
    expect(host.questions[0]?.detail).toContain("overflows");
    expect(turnOf(host, "implement.2.1").prompt).toContain("no magic numbers");
    const review = turnOf(host, "review.2.1");
    expect(review.threadId).toBeUndefined();
    expect(review.prompt).toContain("diff --git a/src/sum.ts");
  });
  it("ends as declined, with a report on what was done", async () => {
    const { host, outcome } = await startBuiltin(
      "feature-dev",
      { ...WORLD, answer: () => says("decline", "too risky") },
      { approveChanges: true },
    );
    expect(outcome).toMatchObject({ status: "failed", reason: "declined" });
    expect(host.report).toContain("too risky");
    expect(host.report).toMatch(/## Executive summary\n\n\*Not reached/);
    expect(host.report).toContain("overflows");
  });
});
