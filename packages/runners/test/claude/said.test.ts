import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/claude/map/map-message.ts";
import { createQueue, createSaid } from "../../src/claude/said.ts";

const outcome = (taken: string[], queued = 0, status: Outcome["status"] = "completed"): Outcome => ({
  status,
  queued,
  taken,
});

describe("what was said and answered", () => {
  it("is answered when every message was taken", () => {
    const said = createSaid();
    const [first, second] = [said.say("a").uuid, said.say("b").uuid];
    expect(said.isAnswered(outcome([first], 1))).toBe(false);
    expect(said.isAnswered(outcome([second]))).toBe(true);
  });
  it("waits for a text that came as the result was on its way", () => {
    const said = createSaid();
    const first = said.say("a").uuid;
    const late = said.say("b").uuid;
    expect(said.isAnswered(outcome([first]))).toBe(false);
    expect(said.isAnswered(outcome([late]))).toBe(true);
  });
  it("trusts the queue of a Claude that does not say what it took", () => {
    const said = createSaid();
    said.say("a");
    said.say("b");
    expect(said.isAnswered(outcome([], 1))).toBe(false);
    expect(said.isAnswered(outcome([], 0))).toBe(true);
  });
  it("waits for nothing after an interrupt", () => {
    const said = createSaid();
    said.say("a");
    expect(said.isAnswered(outcome(["x"], 2, "interrupted"))).toBe(true);
  });
});

describe("the queue of messages", () => {
  it("gives what is pushed, before and while it is read, and ends", async () => {
    const queue = createQueue<number>();
    queue.push(1);
    const read = (async () => {
      const got: number[] = [];
      for await (const n of queue) {
        got.push(n);
        if (n === 1) queueMicrotask(() => queue.push(2));
        if (n === 2) queueMicrotask(() => queue.close());
      }
      return got;
    })();
    expect(await read).toEqual([1, 2]);
    expect(queue.push(3)).toBe(false);
  });
});
