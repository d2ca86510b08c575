import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlacedEvent } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { describe, expect, test } from "vitest";
import { generateEvents } from "./support/generate-events.ts";
import { newRun, tempStore } from "./support/temp-store.ts";

const SECRET = `ghp_${"aB3dE6gH9k".repeat(4)}`.slice(0, 40);

async function withEvents(
  texts: string[],
): Promise<{ store: Store; runId: string; placed: PlacedEvent[]; file: string }> {
  const store = await tempStore();
  const runId = await newRun(store);
  const writer = store.openRunWriter(runId);
  const placed = texts.map((message) => writer.emit({ type: "notice", level: "info", message }));
  writer.close();
  return { store, runId, placed, file: join(store.runDir(runId), "events.jsonl") };
}
const messages = (events: PlacedEvent[]) =>
  events.map(({ event }) => (event.type === "notice" && !event.unknown ? event.message : event.type));

test("pages forwards meet without a gap or a double, and the last is complete only when the run is final", async () => {
  const { store, runId } = await withEvents(Array.from({ length: 25 }, (_, i) => `m${i}`));
  const seen: string[] = [];
  for (let from = 0; ; ) {
    const page = await store.readEvents(runId, { from, limit: 7, isFinal: true });
    expect(page.firstOffset).toBe(from);
    seen.push(...messages(page.events));
    from = page.nextOffset;
    if (page.isComplete) break;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `m${i}`));
  expect((await store.readEvents(runId, { from: 0, isFinal: false })).isComplete).toBe(false);
});

test("pages backwards meet, too", async () => {
  const { store, runId, placed } = await withEvents(Array.from({ length: 25 }, (_, i) => `m${i}`));
  const seen: string[] = [];
  for (let before = placed.at(-1)?.end ?? 0; before > 0; ) {
    const page = await store.readEvents(runId, { before, limit: 4 });
    expect(page.nextOffset).toBe(before);
    seen.unshift(...messages(page.events));
    before = page.firstOffset;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `m${i}`));
});

test("an offset inside a line snaps: forwards to the next line, backwards to the lines that end before it", async () => {
  const { store, runId, placed } = await withEvents(["a", "b", "c"]);
  const middle = (placed[1]?.offset ?? 0) + 5;
  expect(messages((await store.readEvents(runId, { from: middle })).events)).toEqual(["c"]);
  expect(messages((await store.readEvents(runId, { before: middle })).events)).toEqual(["a"]);
});

test("a page holds no more bytes than asked, but one event at least", async () => {
  const { store, runId } = await withEvents(["x".repeat(3000), "y".repeat(3000), "z".repeat(3000)]);
  expect((await store.readEvents(runId, { from: 0, maxBytes: 1 })).events).toHaveLength(1);
  expect((await store.readEvents(runId, { from: 0, maxBytes: 7000 })).events).toHaveLength(2);
  expect((await store.readEvents(runId, { before: 1e9, maxBytes: 7000 })).events).toHaveLength(2);
});

test("a torn last line waits while the run is live, and is counted when it is final", async () => {
  const { store, runId, file, placed } = await withEvents(["a"]);
  appendFileSync(file, '{"v":1,"runId"');
  const live = await store.readEvents(runId, { from: 0 });
  expect(live).toMatchObject({ nextOffset: placed[0]?.end, skipped: 0, isComplete: false });
  const final = await store.readEvents(runId, { from: 0, isFinal: true });
  expect(final).toMatchObject({ nextOffset: final.size, skipped: 1, isComplete: true });
});

test("a bad line in the middle is skipped and counted; an event of a later version is kept as it is", async () => {
  const { store, runId, file } = await withEvents(["a"]);
  appendFileSync(file, 'garbage\n\n{"v":2,"type":"star.born","seq":9,"at":"2026-01-01T00:00:00.000Z"}\n');
  const page = await store.readEvents(runId, { from: 0, isFinal: true });
  expect(page.skipped).toBe(1);
  expect(page.events.map(({ event }) => [event.type, event.unknown === true])).toEqual([
    ["notice", false],
    ["star.born", true],
  ]);
});

test("a huge line that is no record of ours is passed over in bounded steps, in both directions", async () => {
  const { store, runId, file } = await withEvents(["a"]);
  appendFileSync(file, `${"x".repeat(3_000_000)}\n`);
  const { v: _v, ...rest } = { v: 1, seq: 7 };
  appendFileSync(
    file,
    `${JSON.stringify({ v: 1, runId, ...rest, at: "2026-01-01T00:00:00.000Z", type: "notice", level: "info", message: "after" })}\n`,
  );
  const forwards: string[] = [];
  for (let from = 0, turns = 0; turns < 50; turns++) {
    const page = await store.readEvents(runId, { from, isFinal: true });
    forwards.push(...messages(page.events));
    if (page.isComplete) break;
    expect(page.nextOffset).toBeGreaterThan(from);
    from = page.nextOffset;
  }
  expect(forwards).toEqual(["a", "after"]);
  const backwards: string[] = [];
  for (let before = Number.MAX_SAFE_INTEGER, turns = 0; before > 0 && turns < 50; turns++) {
    const page = await store.readEvents(runId, { before });
    backwards.unshift(...messages(page.events));
    before = page.firstOffset;
  }
  expect(backwards).toEqual(["a", "after"]);
});

describe("redaction", () => {
  test("of every string in an event", async () => {
    const { store, runId } = await withEvents([`my ${SECRET}`]);
    expect(messages((await store.readEvents(runId, { from: 0 })).events)).toEqual([`my ${"*".repeat(40)}`]);
  });

  test("of a secret that arrives in two deltas, at every split, in one page and across two", async () => {
    for (let split = 1; split < SECRET.length; split += 3) {
      const store = await tempStore();
      const runId = await newRun(store);
      const writer = store.openRunWriter(runId);
      const emit = (delta: string) => writer.emit({ type: "item.delta", itemId: "i", field: "text", delta });
      emit(`say ${SECRET.slice(0, split)}`);
      const second = emit(`${SECRET.slice(split)} end`);
      writer.close();
      const deltas = (events: PlacedEvent[]) =>
        events.map(({ event }) => (event.type === "item.delta" && !event.unknown ? event.delta : "")).join("");
      const whole = await store.readEvents(runId, { from: 0 });
      expect(deltas(whole.events)).toBe(`say ${"*".repeat(40)} end`);
      if (split >= 4) {
        const head = await store.readEvents(runId, { from: 0, limit: 1 });
        expect(deltas(head.events)).toBe(`say ${"*".repeat(split)}`);
      }
      const tail = await store.readEvents(runId, { from: second.offset });
      expect(deltas(tail.events)).toBe(`${"*".repeat(40 - split)} end`);
    }
  });
});

describe("seek", () => {
  test("by fraction gives the start of a line, by instant the first event at or after it", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    const startMs = Date.UTC(2026, 0, 1);
    const file = join(store.runDir(runId), "events.jsonl");
    const { events, bytes } = await generateEvents(file, { bytes: 1_000_000, runId, startMs });
    for (const fraction of [0, 0.13, 0.5, 0.99]) {
      const offset = await store.seekEvents(runId, { fraction });
      expect(offset).toBeGreaterThanOrEqual(Math.floor(bytes * fraction));
      const page = await store.readEvents(runId, { from: offset, limit: 1 });
      expect(page.firstOffset).toBe(offset);
    }
    expect(await store.seekEvents(runId, { fraction: 1 })).toBe(bytes);
    for (const wanted of [0, 1, 777, events - 1]) {
      const offset = await store.seekEvents(runId, { at: new Date(startMs + wanted).toISOString() });
      const page = await store.readEvents(runId, { from: offset, limit: 1 });
      expect(page.events[0]?.event.seq).toBe(wanted);
    }
    expect(await store.seekEvents(runId, { at: "2030-01-01T00:00:00.000Z" })).toBe(bytes);
    expect(await store.seekEvents(runId, { at: "2020-01-01T00:00:00.000Z" })).toBe(0);
  });

  test("works in a file with bad lines and in an empty one", async () => {
    const { store, runId, file } = await withEvents([]);
    expect(await store.seekEvents(runId, { fraction: 0.5 })).toBe(0);
    writeFileSync(file, "bad\n".repeat(100));
    expect(await store.seekEvents(runId, { at: "2020-01-01T00:00:00.000Z" })).toBeLessThanOrEqual(400);
  });
});
