import type { EventInput, Item, RunEvent } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { eventPrinter } from "../src/render/event-printer.ts";
import { makeStyle } from "../src/render/style.ts";

function printed(...events: EventInput[]): string[] {
  const lines = eventPrinter(makeStyle(false));
  const envelope = {
    v: 1 as const,
    runId: "01990000-0000-7000-8000-000000000000",
    seq: 0,
    at: "2026-01-01T00:00:00.000Z",
  };
  return events.flatMap((event) => lines({ ...envelope, ...event } as RunEvent, 60));
}
const started = (item: Item): EventInput => ({ type: "item.started", itemId: "i", item });
const delta = (text: string, field: "text" | "output" = "text"): EventInput => ({
  type: "item.delta",
  itemId: "i",
  field,
  delta: text,
});
const finished = (item: Item): EventInput => ({ type: "item.finished", itemId: "i", item });
const says = (text: string): Item => ({ kind: "message", role: "assistant", text });
const runs = (more: object = {}): Item => ({ kind: "command", command: "npm test", ...more });

describe("a workflow with agents in a terminal", () => {
  const usage = { inputTokens: 1200, outputTokens: 30, costUsd: 0.5 };
  const plan: EventInput = {
    type: "run.planned",
    steps: [
      { id: "plan", title: "Plan", runner: "codex", role: "planner" },
      { id: "verify", title: "Verify" },
    ],
  };
  const begins = (stepId: string, title: string): EventInput => ({ type: "step.started", stepId, title, attempt: 1 });
  const ends = (stepId: string, more: object = {}): EventInput => ({
    ...{ type: "step.finished", stepId, status: "success", reason: "exit_zero", attempt: 1, durationMs: 2000 },
    ...more,
  });

  it("what a step's command prints beside another is told from the log; what an agent's command prints as it comes", () => {
    const inStep = (event: EventInput) => ({ ...event, stepId: "verify" });
    const own = [inStep(started(runs())), inStep(delta("one\n", "output"))];
    const ended = inStep(finished(runs({ logStart: 0, logEnd: 4, exitCode: 0 })));
    expect(printed(...own, ended)).toEqual(["[cmd] $ npm test"]);
    const turn = inStep({ type: "turn.started", turnId: "t" });
    expect(printed(turn, ...own)).toEqual(["[agent] begins", "[cmd] $ npm test", "[out] one"]);
  });

  it("a step says who takes it and what that used; one that was kept, of which run", () => {
    const keptFrom = "019b0000-0000-7000-8000-000000000001";
    expect(printed(plan, begins("plan", "Plan"), begins("verify", "Verify"), ends("plan", { usage }))).toEqual([
      "[step] Plan by codex as planner",
      "[step] Verify",
      "[step] plan success (2.0 s) 1,200 tokens in, 30 tokens out, $0.50",
    ]);
    expect(printed(ends("plan", { keptFrom, reason: "kept" }))).toEqual([
      `[step] plan success (kept from run ${keptFrom})`,
    ]);
    const replayed: EventInput = { type: "turn.started", turnId: "t", replayOf: "feature-dev" };
    expect(printed(replayed, ends("plan", { usage })).at(-1)).toBe(
      "[step] plan success (2.0 s) 1,200 tokens in, 30 tokens out",
    );
  });

  it("a further round names the steps that run again, and what the first is told", () => {
    const round = { type: "iteration.started", stepId: "verify", iteration: 2, max: 3 } as const;
    expect(printed({ ...round, steps: ["implement", "verify"], feedback: "One test\nfails." })).toEqual([
      "[step] round 2 of 3: implement, verify run again",
      "[step] One test",
      "[step] fails.",
    ]);
    expect(printed({ ...round, steps: ["verify"] })).toEqual(["[step] round 2 of 3: verify runs again"]);
    const pushed = { type: "approval.resolved", approvalId: "g", decision: "push_back", by: "ada" } as const;
    expect(printed({ ...pushed, comment: "Name it." })).toEqual(["[ask] pushed back by ada", "[ask] Name it."]);
  });
});

describe("an agent in a terminal", () => {
  it("text appears line by line as it comes, and the end adds only the rest", () => {
    expect(printed(started(says("")), delta("One"), delta(" line\nTwo"))).toEqual(["[agent] One line"]);
    expect(printed(started(says("")), delta("One\nTw"), finished(says("One\nTwo\n")))).toEqual([
      "[agent] One",
      "[agent] Two",
    ]);
    expect(printed(started(says("")), delta("One\n"), finished(says("One\n")))).toEqual(["[agent] One"]);
  });

  it("output appears as it comes; what came with the end only is added", () => {
    const live = [started(runs()), delta("b\n", "output")];
    expect(printed(...live, finished(runs({ output: "b\nc\n", exitCode: 1 })))).toEqual([
      "[cmd] $ npm test",
      "[out] b",
      "[out] c",
      "[cmd] exit code 1",
    ]);
    expect(printed(...live, finished(runs({ output: "a\nb\n", exitCode: 0 })))).toEqual([
      "[cmd] $ npm test",
      "[out] b",
      "[out] (before that:)",
      "[out] a",
    ]);
    expect(printed(...live, finished(runs({ output: "other\n" })))).toEqual([
      "[cmd] $ npm test",
      "[out] b",
      "[out] (the whole of it:)",
      "[out] other",
    ]);
  });

  it("a command whose words stream in is told once they are there; a tool with what it was called with", () => {
    expect(
      printed(
        started(runs({ command: "" })),
        { type: "item.updated", itemId: "i", item: runs() },
        finished(runs({ output: "ok\n" })),
      ),
    ).toEqual(["[cmd] $ npm test", "[out] ok"]);
    expect(printed(finished(runs({ output: "ok\n" })))).toEqual(["[cmd] $ npm test", "[out] ok"]);
    expect(printed(finished({ kind: "tool_call", tool: "Read", input: { limit: 3, path: "a.js" } }))).toEqual([
      "[cmd] Read a.js",
    ]);
  });

  it("a plan shows the steps that changed", () => {
    const plan = (first: "pending" | "completed"): Item => ({
      kind: "plan",
      steps: [
        { text: "Read", status: first },
        { text: "Write", status: "pending" },
      ],
    });
    expect(
      printed(
        started(plan("pending")),
        { type: "item.updated", itemId: "i", item: plan("completed") },
        finished(plan("completed")),
      ),
    ).toEqual(["[plan] [ ] Read", "[plan] [ ] Write", "[plan] [x] Read"]);
  });

  it("who takes the turn, what it asks, what a person said and what it cost have a line each", () => {
    expect(
      printed(
        { type: "turn.started", turnId: "t", runner: "codex", model: "m-1" },
        { type: "approval.requested", approvalId: "a", title: "rm -r build", detail: "It is\nold.", decisions: [] },
        { type: "approval.resolved", approvalId: "a", decision: "approve_for_session", by: "ada" },
        { type: "item.finished", itemId: "steer-1", item: { kind: "message", role: "user", text: "Be\nquick." } },
        {
          type: "turn.finished",
          turnId: "t",
          status: "failed",
          error: "No quota.",
          usage: { inputTokens: 1200, cachedInputTokens: 300, outputTokens: 40, costUsd: 0.5 },
        },
      ),
    ).toEqual([
      "[agent] codex, m-1",
      "[ask] waits for approval: rm -r build",
      "[ask] It is",
      "[ask] old.",
      "[ask] approved for the session by ada",
      "[you] Be⏎quick.",
      "[agent] turn failed: No quota.",
      "[agent] 1,200 tokens in (300 cached), 40 tokens out, $0.50",
    ]);
  });

  it("a replay says what it plays, and no cost", () => {
    expect(
      printed(
        { type: "turn.started", turnId: "t", runner: "codex", model: "m-1", replayOf: "a recording" },
        { type: "turn.finished", turnId: "t", status: "completed", usage: { inputTokens: 1200, costUsd: 0.5 } },
        { type: "turn.started", turnId: "u", runner: "codex" },
        { type: "turn.finished", turnId: "u", status: "completed", usage: { inputTokens: 1200, costUsd: 0.5 } },
      ),
    ).toEqual([
      "[agent] codex, m-1; a replay of a recording",
      "[agent] 1,200 tokens in",
      "[agent] codex",
      "[agent] 1,200 tokens in, $0.50",
    ]);
  });
});
