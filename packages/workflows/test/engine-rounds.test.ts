import { describe, expect, it } from "vitest";
import { approveStep } from "../src/engine/approve-step.ts";
import { eventsOf } from "./support/fake-host.ts";
import { agent, check, command, ends, runEngine, story } from "./support/run-engine.ts";

/** Fails the first `times` times that the program runs. */
const failing = (program: string, times: number) => {
  let calls = 0;
  return { command: (c: { argv: string[] }) => ({ exitCode: c.argv[0] === program && ++calls <= times ? 1 : 0 }) };
};
const thread = (threadId: string) => () => ({ message: "done", threadId });

describe("rounds", () => {
  const loop = () => [agent("plan"), agent("build"), command("lint"), check("test", "build", 3), agent("review")];

  it("run what lies between again, with what was found, until it passes", async () => {
    const { host, outcome, outcomes } = await runEngine(loop(), failing("test", 2));
    expect(story(host)).toBe(
      "plan+ plan build+ build lint+ lint test+ test-failed >build,lint,test " +
        "build+ build lint+ lint test+ test-failed >build,lint,test build+ build lint+ lint test+ test review+ review",
    );
    expect(eventsOf(host, "iteration.started")).toEqual([
      {
        type: "iteration.started",
        stepId: "test",
        iteration: 2,
        max: 3,
        steps: ["build", "lint", "test"],
        feedback: "test says no",
      },
      {
        type: "iteration.started",
        stepId: "test",
        iteration: 3,
        max: 3,
        steps: ["build", "lint", "test"],
        feedback: "test says no",
      },
    ]);
    expect(outcome.status).toBe("success");
    expect(outcomes.map((o) => o.round)).toEqual([1, 3, 3, 3, 1]);
    expect(host.outputs.get("build")).toMatchObject({ round: 3, status: "success" });
  });

  it("end: the sender stays failed and says after how many", async () => {
    const { host, outcome } = await runEngine(loop(), failing("test", 9));
    expect(host.commands.filter((c) => c.argv[0] === "test")).toHaveLength(3);
    expect(outcome.detail).toBe('"test" failed: exit code 1 after 3 rounds.');
    expect(ends(host).at(-1)).toBe("review skipped step_failed");
    expect(host.outputs.get("test")).toMatchObject({
      status: "failed",
      round: 3,
      detail: "exit code 1 after 3 rounds",
    });
  });

  it("one round means that nothing is sent back", async () => {
    const { host } = await runEngine([agent("build"), check("test", "build", 1)], failing("test", 9));
    expect(story(host)).toBe("build+ build test+ test-failed");
  });

  it("go on with the step's own thread, and tell it the feedback alone", async () => {
    const { host } = await runEngine(loop(), { ...failing("test", 1), turn: thread("t-1") });
    const [, first, second] = host.turns;
    expect(first?.prompt).toContain("Do build.");
    expect([first?.turnKey, second?.turnKey]).toEqual(["build.1.1", "build.2.1"]);
    expect(second).toMatchObject({ stepId: "build", threadId: "t-1" });
    expect(second?.prompt).toContain("test says no");
    expect(second?.prompt).not.toContain("Do build.");
  });

  it("never go on with a conversation that another step is using: the one that was sent back keeps its own", async () => {
    const steps = [
      agent("plan"),
      agent("build", { thread: "continue" }),
      check("test", "build", 2),
      agent("slow", { needs: ["plan"] }),
      agent("ask", { needs: ["slow"], thread: { step: "plan" } }),
    ];
    let letSlowEnd = () => {};
    let letBuildEnd = () => {};
    const slow = new Promise<void>((resolve) => {
      letSlowEnd = resolve;
    });
    const asked = new Promise<void>((resolve) => {
      letBuildEnd = resolve;
    });
    const { host } = await runEngine(steps, {
      ...failing("test", 1),
      plan: { maxParallel: 2 },
      async turn({ turnKey }) {
        if (turnKey === "slow.1.1") await slow;
        if (turnKey === "ask.1.1") letBuildEnd();
        if (turnKey === "build.2.1") {
          letSlowEnd();
          await asked;
        }
        return { threadId: turnKey.startsWith("slow") ? "other" : "t-1" };
      },
    });
    expect(host.turns.map((t) => [t.turnKey, t.threadId])).toEqual([
      ["plan.1.1", undefined],
      ["build.1.1", "t-1"],
      ["slow.1.1", undefined],
      ["build.2.1", "t-1"],
      ["ask.1.1", undefined],
    ]);
  });

  it("what is to run again anyhow does not begin while the round waits for what runs still", async () => {
    const letEnd: Record<string, () => void> = {};
    const held = (id: string) =>
      new Promise<void>((resolve) => {
        letEnd[id] = resolve;
      });
    const steps = [
      agent("build"),
      check("test", "build", 2),
      agent("docs", { needs: ["build"] }),
      agent("other", { needs: [] }),
      agent("late", { needs: ["build", "other"] }),
    ];
    let docs = 0;
    const { host } = await runEngine(steps, {
      ...failing("test", 1),
      plan: { maxParallel: 4 },
      async turn({ stepId }) {
        if (stepId === "docs" && ++docs === 1) await held("docs");
        if (stepId === "other") await held("other");
        return {};
      },
      onEvent(event) {
        // The check has failed; then what `late` waited for ends, and only then what the round waits for.
        if (event.type === "step.finished" && event.stepId === "test") letEnd.other?.();
        if (event.type === "step.finished" && event.stepId === "other") setImmediate(() => letEnd.docs?.());
      },
    });
    expect(host.turns.filter((t) => t.stepId === "late").map((t) => t.turnKey)).toEqual(["late.1.1"]);
    expect(story(host).indexOf(">build")).toBeLessThan(story(host).indexOf("late+"));
  });

  it("without a thread the whole prompt is given again, with the feedback", async () => {
    const { host } = await runEngine(loop(), failing("test", 1));
    const again = host.turns[2];
    expect(again?.prompt).toMatch(/Do build\.[\s\S]*test says no/);
    const own = [agent("build", { prompt: "Build. Known: {{feedback}}" }), check("test", "build", 2)];
    const { host: named } = await runEngine(own, failing("test", 1));
    expect(named.turns.map((t) => t.prompt.match(/Known: .*/)?.[0])).toEqual(["Known: (none)", "Known: test says no"]);
    expect(named.turns[1]?.prompt).not.toContain("Your work was sent back");
  });

  it("two checks that fail side by side are heard together", async () => {
    const steps = [
      agent("build"),
      check("lint", "build", 2, { needs: ["build"] }),
      check("test", "build", 2, { needs: ["build"] }),
    ];
    const { host, outcome } = await runEngine(steps, {
      plan: { maxParallel: 2 },
      command: (_, call) => ({ exitCode: call <= 2 ? 1 : 0 }),
    });
    expect(story(host)).toBe(
      "build+ build lint+ test+ lint-failed test-failed >build,lint,test build+ build lint+ test+ lint test",
    );
    expect(eventsOf(host, "iteration.started")[0]?.feedback).toBe("lint:\n\nlint says no\n\ntest:\n\ntest says no");
    expect(outcome.status).toBe("success");
  });

  it("wait for what else was made of the target, and void that too", async () => {
    const steps = [
      agent("build"),
      check("test", "build", 2, { needs: ["build"] }),
      agent("docs", { needs: ["build"] }),
      command("last", { needs: ["test", "docs"] }),
    ];
    let endDocs = () => {};
    const { host } = await runEngine(steps, {
      ...failing("test", 1),
      plan: { maxParallel: 2 },
      turn: (_, call) =>
        call === 2
          ? new Promise((resolve) => {
              endDocs = () => resolve({});
            })
          : {},
      onEvent: (e) => {
        if (e.type === "step.finished" && e.stepId === "test" && e.status === "failed") queueMicrotask(() => endDocs());
      },
    });
    expect(story(host)).toBe(
      "build+ build test+ docs+ test-failed docs >build,test,docs build+ build test+ docs+ test docs last+ last",
    );
  });

  it("withdraw the question of a gate whose work is being done again", async () => {
    const steps = [
      agent("build"),
      approveStep({ id: "gate", title: "gate", needs: ["build"] }),
      check("test", "build", 2, { needs: ["build"] }),
    ];
    const { host, outcome } = await runEngine(steps, {
      ...failing("test", 1),
      answer: (_, call) => (call === 2 ? { decision: "approve", by: "ada" } : undefined),
    });
    expect(ends(host)).toContain("gate canceled sent_back");
    expect(host.questions.map((q) => q.approvalId)).toEqual(["gate.1", "gate.2"]);
    expect(outcome.status).toBe("success");
  });

  it("a loop inside of another begins anew with it", async () => {
    const steps = [
      agent("build"),
      check("test", "build", 2),
      approveStep({ id: "gate", title: "gate", pushBackTo: "build" }),
    ];
    let tests = 0;
    const { host, outcome } = await runEngine(steps, {
      command: () => ({ exitCode: ++tests % 2 }),
      answer: (_, call) => ({ decision: call === 1 ? "push_back" : "approve", by: "ada", comment: "shorter" }),
    });
    expect(eventsOf(host, "iteration.started").map((e) => [e.stepId, e.iteration, e.max])).toEqual([
      ["test", 2, 2],
      ["gate", 2, 10],
      ["test", 4, 4],
    ]);
    expect(outcome.status).toBe("success");
  });

  it("a step's retries come first", async () => {
    const steps = [agent("build"), check("test", "build", 2)];
    const flaky = steps.map((s) => (s.id === "test" ? { ...s, retries: 1, backoffSeconds: 0 } : s));
    const retried = flaky.map((s) =>
      s.id === "test"
        ? { ...s, run: async (c: Parameters<typeof s.run>[0]) => ({ ...(await s.run(c)), permanent: false }) }
        : s,
    );
    const { host } = await runEngine(retried, failing("test", 2));
    expect(story(host)).toBe("build+ build test+ test-failed test+ test-failed >build,test build+ build test+ test");
  });
});
