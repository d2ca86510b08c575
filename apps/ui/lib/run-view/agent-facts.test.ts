import { expect, it } from "vitest";
import { agentFacts, shortTokens } from "./agent-facts.ts";
import { emptyOverview, type StepView } from "./overview.ts";

const turn = { turnId: "t", runner: "codex", model: "m", startedAt: "2026-01-01T00:00:00.000Z", open: true };

it("takes what the events tell before what the summary knew", () => {
  const overview = { ...emptyOverview(), turn, iteration: { n: 3, max: 20 }, usage: { outputTokens: 9 } };
  const run = { kind: "prompt" as const, iteration: { current: 1 }, usage: { inputTokens: 5, outputTokens: 1 } };
  expect(agentFacts(run, overview)).toEqual({
    runner: "codex",
    model: "m",
    iteration: { current: 3, max: 20 },
    usage: { inputTokens: 5, outputTokens: 9 },
    context: null,
  });
});

it("says how full the context is, where both figures are known, and nothing of a run without an agent", () => {
  const facts = (usage: object) => agentFacts({ kind: "prompt", runner: "claude", usage }, emptyOverview())?.context;
  expect(facts({ contextTokens: 50, contextWindow: 200 })).toEqual({ share: 0.25, used: 50, window: 200 });
  expect(facts({ contextTokens: 300, contextWindow: 200 })?.share).toBe(1);
  expect(facts({ totalTokens: 300, contextWindow: 200 })).toBeNull();
  expect(agentFacts({ kind: "prompt" }, emptyOverview())).toBeNull();
  expect(agentFacts({ kind: "workflow" }, emptyOverview())).toBeNull();
});

it("tells the tokens of a replay, not what they cost the run that it plays", () => {
  const usage = { inputTokens: 5, costUsd: 0.5 };
  expect(agentFacts({ kind: "prompt", runner: "replay", usage }, { ...emptyOverview(), usage })?.usage).toEqual(usage);
  const run = { kind: "prompt" as const, runner: "replay" as const, usage, replayOf: { recording: "tour" } };
  expect(agentFacts(run, { ...emptyOverview(), usage })?.usage).toEqual({ inputTokens: 5 });
});

it("adds up what the agents of a workflow used, and names them all", () => {
  const step = (id: string, runner: string, usage: object) => ({
    id,
    title: id,
    status: "success" as const,
    attempts: [],
    round: 1,
    runner,
    model: `${runner}-1`,
    usage,
  });
  const steps: StepView[] = [
    step("plan", "codex", { inputTokens: 5, costUsd: 1, contextTokens: 5, contextWindow: 10 }),
    step("build", "claude", { inputTokens: 7, outputTokens: 1 }),
    { ...step("check", "codex", {}), usage: undefined, liveUsage: { outputTokens: 2 } },
  ];
  const overview = { ...emptyOverview(), steps, usage: { outputTokens: 2 } };
  expect(agentFacts({ kind: "workflow" }, overview)).toMatchObject({
    runner: "codex, claude",
    model: "codex-1, claude-1",
    usage: { inputTokens: 12, outputTokens: 3, costUsd: 1 },
    context: null,
  });
  const run = { kind: "workflow" as const, usage: { inputTokens: 99 } };
  expect(agentFacts(run, { ...overview, partial: true })?.usage).toEqual({ inputTokens: 99 });
});

it("writes tokens in little room", () => {
  expect([999, 1000, 48_210, 123_456, 999_999, 1_250_000].map(shortTokens)).toEqual([
    "999",
    "1k",
    "48.2k",
    "123k",
    "1M",
    "1.3M",
  ]);
});
