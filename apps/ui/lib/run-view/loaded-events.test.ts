import type { EventPage, PlacedEvent } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import type { Block } from "./block.ts";
import { LoadedEvents, MAX_EVENTS } from "./loaded-events.ts";
import { mergeDeltas } from "./merge-deltas.ts";
import { placed } from "./test-events.ts";

const WORDS = 8000;
const started = { type: "item.started", itemId: "m", item: { kind: "message", role: "assistant", text: "" } };
const piece = (i: number) => ({ type: "item.delta", itemId: "m", field: "text", delta: `w${i} ` });
const ALL = placed([
  { type: "turn.started", turnId: "t" },
  started,
  ...Array.from({ length: WORDS }, (_, i) => piece(i)),
]);
const TEXT = Array.from({ length: WORDS }, (_, i) => `w${i} `).join("");
const page = (events: PlacedEvent[]): EventPage => ({
  events,
  firstOffset: events[0]?.offset ?? 0,
  nextOffset: events.at(-1)?.end ?? 0,
  size: ALL.at(-1)?.end ?? 0,
  skipped: 0,
  isComplete: false,
});
const textOf = (blocks: readonly Block[]) =>
  blocks.flatMap((b) => (b.type === "item" && b.item.kind === "message" ? [b.item.text] : [])).join("|");

describe("LoadedEvents", () => {
  it("keeps a message of thousands of pieces whole while it streams, in a bounded window", () => {
    const loaded = new LoadedEvents(page(ALL.slice(0, 2)));
    for (let i = 2; i < ALL.length; i += 7) {
      const fresh = ALL.slice(i, i + 7);
      loaded.append(fresh, fresh.at(-1)?.end ?? 0, undefined);
      expect(loaded.events.length).toBeLessThanOrEqual(MAX_EVENTS);
    }
    expect(textOf(loaded.blocks)).toBe(TEXT);
    expect(loaded.range).toMatchObject({ start: 0, atStart: true, atEnd: true });
  });

  it("reads back to the beginning of a message and still follows its end", () => {
    const loaded = new LoadedEvents(page(ALL.slice(-200)));
    expect(textOf(loaded.blocks)).not.toBe(TEXT);
    while (!loaded.range.atStart) {
      const before = ALL.filter((e) => e.end <= loaded.range.start);
      loaded.prepend(page(before.slice(-1000)), undefined);
    }
    expect(textOf(loaded.blocks)).toBe(TEXT);
    expect(loaded.events.length).toBeLessThanOrEqual(MAX_EVENTS);
    expect(loaded.range.atEnd).toBe(true);
  });

  it("keeps what it folded from the beginning when older rows are let go of, and after it is folded anew", () => {
    const other = (i: number) => ({ type: "notice", level: "info", message: `${i}` });
    const notices = placed(
      Array.from({ length: 4000 }, (_, i) => (i % 2 ? other(i) : piece(WORDS + i))),
      ALL.length,
    );
    const loaded = new LoadedEvents(page(ALL));
    loaded.append(notices, notices.at(-1)?.end ?? 0, undefined);
    expect(loaded.range.start).toBeGreaterThan(0);
    const whole = textOf(loaded.blocks);
    expect(whole.startsWith(TEXT)).toBe(true);
    loaded.prepend(page(ALL.slice(-5)), undefined);
    expect(textOf(loaded.blocks)).toBe(whole);
  });
});

describe("mergeDeltas", () => {
  it("joins neighbours of one item and covers the same bytes; others and those to keep stay", () => {
    const events = placed([piece(0), piece(1), { ...piece(2), itemId: "n" }, piece(3), piece(4), piece(5)]);
    const merged = mergeDeltas(events, (_e, i) => i === 5);
    expect(merged.map((e) => [e.offset, e.end, e.merged])).toEqual([
      [0, 200, 2],
      [200, 300, undefined],
      [300, 500, 2],
      [500, 600, undefined],
    ]);
    expect(merged[0]?.event).toMatchObject({ seq: 0, delta: "w0 w1 " });
    expect(mergeDeltas(merged, () => false).at(-1)).toMatchObject({ offset: 300, end: 600, merged: 3 });
  });
});
