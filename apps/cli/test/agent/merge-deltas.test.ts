import type { EventInput } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mergeDeltas } from "../../src/exec/agent/merge-deltas.ts";
import { turnMeta } from "../../src/exec/agent/turn-meta.ts";

const delta = (itemId: string, text: string): EventInput => ({
  type: "item.delta",
  itemId,
  field: "text",
  delta: text,
});
const notice: EventInput = { type: "notice", level: "info", message: "n" };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function merging() {
  const written: EventInput[] = [];
  const errors: unknown[] = [];
  const merged = mergeDeltas(
    (event) => written.push(event),
    (error) => errors.push(error),
  );
  return { written, errors, ...merged };
}

describe("deltas", () => {
  it("the first after a quiet time is written at once, what follows within 25 ms as one", () => {
    const { written, emit } = merging();
    for (const word of ["one ", "two ", "three"]) emit(delta("a", word));
    expect(written).toEqual([delta("a", "one ")]);
    vi.advanceTimersByTime(24);
    expect(written).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(written).toEqual([delta("a", "one "), delta("a", "two three")]);
    vi.advanceTimersByTime(25);
    emit(delta("a", "later"));
    expect(written).toHaveLength(3);
  });

  it("200 a second become at most 41 writes, and not a character is lost", () => {
    const { written, emit, flush } = merging();
    const words = Array.from({ length: 200 }, (_, i) => `${i} `);
    for (const word of words) {
      emit(delta("a", word));
      vi.advanceTimersByTime(5);
    }
    flush();
    expect(written.length).toBeLessThanOrEqual(41);
    expect(written.map((e) => (e.type === "item.delta" ? e.delta : "")).join("")).toBe(words.join(""));
  });

  it("nothing overtakes an event of another type, and items keep their own order", () => {
    const { written, emit } = merging();
    for (const event of [delta("a", "1"), delta("b", "x"), delta("a", "2"), delta("b", "y"), notice, delta("a", "3")])
      emit(event);
    vi.advanceTimersByTime(25);
    expect(written).toEqual([delta("a", "1"), delta("b", "xy"), delta("a", "2"), notice, delta("a", "3")]);
  });

  it("a lot of text does not wait", () => {
    const { written, emit } = merging();
    emit(delta("a", "x"));
    emit(delta("a", "y".repeat(40_000)));
    expect(written).toHaveLength(2);
  });

  it("what a write in the timer throws is told, not lost", () => {
    const errors: unknown[] = [];
    let full = false;
    const { emit } = mergeDeltas(
      () => {
        if (full) throw new Error("disk full");
      },
      (error) => errors.push(error),
    );
    emit(delta("a", "1"));
    full = true;
    emit(delta("a", "2"));
    vi.advanceTimersByTime(25);
    expect(errors).toEqual([new Error("disk full")]);
  });
});

describe("what meta.json says of a turn", () => {
  it("usage of every round is written twice a second at most, the last of it always; a thread at once", () => {
    const writes: object[] = [];
    const meta = turnMeta(
      (patch) => writes.push(patch),
      () => expect.unreachable(),
    );
    for (let i = 0; i < 100; i++) {
      meta.soon({ usage: { totalTokens: i } });
      vi.advanceTimersByTime(50);
    }
    expect(writes.length).toBeLessThanOrEqual(11);
    meta.soon({ usage: { totalTokens: 1000 } });
    meta.now({ threadId: "th" });
    expect(writes.at(-1)).toEqual({ usage: { totalTokens: 1000 }, threadId: "th" });
    const before = writes.length;
    meta.flush();
    vi.advanceTimersByTime(1000);
    expect(writes).toHaveLength(before);
  });
});
