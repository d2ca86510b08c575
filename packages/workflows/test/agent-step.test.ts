import { describe, expect, it } from "vitest";
import type { HostTurnResult } from "../src/contract.ts";
import { outputContract } from "../src/output/output-contract.ts";
import { eventsOf } from "./support/fake-host.ts";
import { agent, command, ends, runEngine } from "./support/run-engine.ts";

const turns = (...results: Partial<HostTurnResult>[]) => ({
  turn: (_: unknown, call: number) => results[call - 1] ?? {},
});

describe("an agent step", () => {
  it("asks with its role, its prompt filled in, and what it must answer in", async () => {
    const prompt = "Do it for {{inputs.name}} in {{workspace.path}}: {{spec}} {{steps.a.output.n}} {{steps.a.status}}";
    const step = agent("b", { role: "planner", prompt, output: outputContract("PlanOutput"), needs: ["a"] });
    const spec = "Mind {{inputs.name}} and {{spec}}.";
    const { host } = await runEngine([command("a"), step], { spec, command: () => ({ value: { n: "{{spec}}" } }) });
    const [turn] = host.turns;
    expect(turn?.prompt).toMatch(/^You are the planner of this work\.\n\n/);
    // What was filled in is never read as a template again.
    expect(turn?.prompt).toContain(
      "Do it for Ada in /home/ada/project: Mind {{inputs.name}} and {{spec}}. {{spec}} success",
    );
    expect(turn?.prompt).toContain('"filesToTouch"');
    expect(turn).toMatchObject({ stepId: "b", turnKey: "b.1.1", runner: "codex", outputSchema: { type: "object" } });
  });

  it("an input that was left empty is none, whatever an object has of its own", async () => {
    const { host } = await runEngine([agent("a", { prompt: "{{inputs.focus}} {{inputs.constructor}}" })]);
    expect(host.turns[0]?.prompt).toContain("(none) (none)");
  });

  it("shows what has changed, where its prompt asks for that", async () => {
    const files = [
      { path: "a.ts", added: 2, deleted: 1 },
      { path: "b.png", from: "c.png" },
    ];
    const step = agent("a", { prompt: "{{changes.summary}}\n{{changes.diff}}" });
    const { host } = await runEngine([step], { changes: () => ({ files, diff: "+x", cut: true }) });
    expect(host.turns[0]?.prompt).toContain(
      "2 files changed:\n- a.ts +2 -1\n- b.png (was c.png) binary\nThe diff is larger than what is shown.\n+x",
    );
  });

  it("leaves who worked, with what, and what that used, in its output and its last event", async () => {
    const step = agent("a", { options: { sandbox: "read-only", approvalPolicy: "never", model: "m-0" } });
    const answer = { message: "Done.", threadId: "t", usage: { inputTokens: 3, costUsd: 0.5 } };
    const { host, outcomes } = await runEngine([step], turns(answer));
    expect(host.outputs.get("a")).toMatchObject({
      kind: "agent",
      output: "Done.",
      runner: "codex",
      role: "worker",
      sandbox: "read-only",
      model: "m-0",
      threadId: "t",
      usage: { inputTokens: 3, costUsd: 0.5 },
      finishedAt: expect.stringMatching(/^2026-/),
    });
    expect(eventsOf(host, "step.finished")[0]?.usage).toEqual({ inputTokens: 3, costUsd: 0.5 });
    expect(outcomes[0]?.status).toBe("success");
  });

  it("writes its output before it says that it has ended", async () => {
    const { host } = await runEngine([agent("a")], {
      onEvent: (e, h) => {
        if (e.type === "step.finished") expect(h.outputs.get("a")).toMatchObject({ status: "success" });
      },
    });
    expect(ends(host)).toEqual(["a success exit_zero"]);
  });

  it("keeps the context pack that it was given, and gives it in the prompt", async () => {
    const spec = "Change greet in src/greet.ts.";
    const files = { "src/greet.ts": "export function greet() {}\n", "README.md": "# Greeter\n" };
    const context = { budgetTokens: 2000, repoMap: true, excerpts: true, earlier: true };
    const { host } = await runEngine([agent("a", { context })], { spec, files });
    const pack = host.artifacts.get("context/a.md") ?? "";
    expect(pack).toContain("src/greet.ts");
    expect(host.turns[0]?.prompt).toContain(pack.trim());
    expect(host.outputs.get("a")).toMatchObject({ artifacts: ["context/a.md"] });
    const placed = await runEngine([agent("a", { context, prompt: "Known:\n{{context}}\nGo." })], { spec, files });
    expect(placed.host.turns[0]?.prompt).not.toContain("What is known already");
  });
});

describe("the thread of an agent step", () => {
  const threads = turns({ threadId: "t-a" }, { threadId: "t-b" }, { threadId: "t-c" });
  const told = async (steps: Parameters<typeof runEngine>[0]) => {
    const { host } = await runEngine(steps, threads);
    return { ids: host.turns.map((t) => t.threadId), notices: eventsOf(host, "notice").map((n) => n.code) };
  };

  it("is new, that of the nearest agent before it, or that of a step by name", async () => {
    expect(await told([agent("a"), agent("b"), agent("c")])).toEqual({ ids: Array(3).fill(undefined), notices: [] });
    expect((await told([agent("a"), command("x"), agent("b", { thread: "continue" })])).ids).toEqual([
      undefined,
      "t-a",
    ]);
    expect((await told([agent("a"), agent("b"), agent("c", { thread: { step: "a" } })])).ids[2]).toBe("t-a");
    expect(
      (await told([agent("a"), agent("b", { runner: "claude" }), agent("c", { thread: "continue" })])).ids[2],
    ).toBe("t-a");
  });

  it("is a new one, said aloud, where there is none of the same runner", async () => {
    const other = agent("a", { runner: "claude" });
    const none = { ids: [undefined, undefined], notices: ["new_thread"] };
    expect(await told([other, agent("b", { thread: "continue" })])).toEqual(none);
    expect(await told([other, agent("b", { thread: { step: "a" } })])).toEqual(none);
    expect((await told([agent("a", { thread: "continue" })])).notices).toEqual(["new_thread"]);
  });
});

describe("a thread that two steps would go on with", () => {
  it("is one step's while they run at once, and the other's where they run one after the other", async () => {
    const more = { needs: ["a"], thread: "continue" } as const;
    const steps = () => [agent("a"), agent("b", more), agent("c", more)];
    const told = async (maxParallel: number) => {
      const { host } = await runEngine(steps(), {
        plan: { maxParallel },
        turn: ({ stepId }) => ({ threadId: `t-${stepId}` }),
      });
      return { ids: host.turns.map((t) => t.threadId), notices: eventsOf(host, "notice").map((n) => n.code) };
    };
    expect(await told(2)).toEqual({ ids: [undefined, "t-a", undefined], notices: ["new_thread"] });
    expect(await told(1)).toEqual({ ids: [undefined, "t-a", "t-a"], notices: [] });
  });
});

describe("a turn that fails", () => {
  it.each([
    [{ code: "rate_limited", error: "Too many requests." }, "failed", "rate_limited", 3],
    [{ code: "Some words!" }, "failed", "turn_failed", 3],
    [{ timedOut: true, status: "interrupted" }, "timeout", "deadline", 3],
    [{ status: "interrupted" }, "failed", "turn_interrupted", 3],
    [{ code: "runner_missing" }, "failed", "runner_missing", 1],
    [{ code: "auth_failed" }, "failed", "auth_failed", 1],
    [{ code: "max_turns" }, "failed", "max_turns", 1],
    [{ status: "interrupted", cancelled: { by: "ada", title: "rm -rf" } }, "canceled", "approval_cancelled", 1],
  ] as const)("%o is %s, %s, after %s attempts", async (result, status, reason, attempts) => {
    const step = agent("a", { retries: 2, timeoutSeconds: 60 });
    const { host, outcome } = await runEngine([step, command("b")], { turn: () => ({ status: "failed", ...result }) });
    expect(host.turns).toHaveLength(attempts);
    expect(ends(host).at(-2)).toBe(`a ${status} ${reason}`);
    expect(ends(host).at(-1)).toBe("b skipped step_failed");
    expect(outcome.status).toBe(status === "canceled" ? "canceled" : "failed");
    if (status === "canceled")
      expect(outcome).toMatchObject({ reason, detail: '"a": ada ended the turn instead of approving: rm -rf.' });
  });

  it("is tried again, told that the workspace may hold a part of the work, each with its own time", async () => {
    const step = agent("a", { retries: 1, timeoutSeconds: 60 });
    const usage = { outputTokens: 2 };
    const { host } = await runEngine([step], turns({ status: "failed", usage }, { usage }));
    expect(host.turns.map((t) => [t.turnKey, t.timeoutMs])).toEqual([
      ["a.1.1", 60_000],
      ["a.1.2", 60_000],
    ]);
    expect(host.turns.map((t) => t.prompt.includes("broke off"))).toEqual([false, true]);
    expect(eventsOf(host, "step.finished").map((e) => e.usage)).toEqual([usage, usage]);
    expect(host.outputs.get("a")).toMatchObject({ usage: { outputTokens: 4 }, attempts: 2 });
  });

  it("a template that is none is an error of ours, not of the agent", async () => {
    const { outcome } = await runEngine([agent("a", { prompt: "{{nope}}", retries: 3 })]);
    expect(outcome).toMatchObject({ status: "failed", reason: "internal_error" });
  });
});
