import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEnding } from "../../src/claude/ending.ts";
import type { Outcome } from "../../src/claude/map/map-message.ts";

const result = { type: "result" };
const done: Outcome = { status: "completed", queued: 0, taken: [] };

describe("when a turn is over", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  function turn(isAnswered = true) {
    const world = { agents: 0, ended: 0 };
    const ending = createEnding({ isAnswered: () => isAnswered, agents: () => world.agents, end: () => world.ended++ });
    return { world, ending };
  }

  it("is at the result that answers all that was said", () => {
    const { world, ending } = turn();
    ending.heard({ type: "assistant" }, undefined);
    expect(world.ended).toBe(0);
    ending.heard(result, done);
    expect(world.ended).toBe(1);
    const open = turn(false);
    open.ending.heard(result, done);
    vi.advanceTimersByTime(60_000);
    expect(open.world.ended).toBe(0);
  });

  it("waits for subagents in the background, and for what Claude makes of them", () => {
    const { world, ending } = turn();
    world.agents = 1;
    ending.heard(result, done);
    vi.advanceTimersByTime(600_000);
    world.agents = 0;
    ending.heard({ type: "system", subtype: "background_tasks_changed" }, undefined);
    ending.heard({ type: "system", subtype: "status", status: "requesting" }, undefined);
    vi.advanceTimersByTime(600_000);
    expect(world.ended).toBe(0);
    ending.heard(result, done);
    expect(world.ended).toBe(1);
  });

  it("does not wait for ever where Claude makes nothing of them", () => {
    const { world, ending } = turn();
    world.agents = 1;
    ending.heard(result, done);
    world.agents = 0;
    ending.heard({ type: "system", subtype: "task_notification" }, undefined);
    vi.advanceTimersByTime(10_000);
    expect(world.ended).toBe(1);
  });

  it("is at an interrupt, whoever still works", () => {
    const { world, ending } = turn();
    world.agents = 2;
    ending.heard(result, { ...done, status: "interrupted" });
    expect(world.ended).toBe(1);
  });
});
