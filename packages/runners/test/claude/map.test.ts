import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EventInput, RunEvent } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { createMapState, type Mapped, mapMessage } from "../../src/claude/map/map-message.ts";
import { finishTurn } from "../../src/claude/map/map-result.ts";

const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const recordings = readdirSync(FIXTURES).filter((name) => /^claude-.*\.jsonl$/.test(name));
const lines = (name: string) =>
  readFileSync(join(FIXTURES, name), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const turn = () => createMapState({ turnId: "t1", cwd: "/home/dev/crepo", maxTurns: 20 });

/** Plays messages through the mapper to the end of the turn. */
function play(messages: readonly unknown[], state = turn()) {
  const mapped: Mapped[] = messages.map((message) => mapMessage(state, message));
  const outcomes = mapped.flatMap((m) => m.outcome ?? []);
  const end = finishTurn(state, outcomes.at(-1) ?? { status: "failed", error: "it ended" });
  return {
    events: [...mapped.flatMap((m) => m.events), ...end],
    calls: mapped.flatMap((m) => m.calls),
    outcomes,
    threads: mapped.flatMap((m) => m.threadId ?? []),
    models: mapped.flatMap((m) => m.model ?? []),
  };
}
const asEvent = (event: EventInput, seq: number) =>
  RunEvent.parse({
    v: 1,
    runId: "01936f2e-7c1a-7b3c-9d4e-5f60718293a4",
    seq,
    at: "2026-11-20T12:00:00.000Z",
    ...event,
  });
const notices = (events: readonly EventInput[]) => events.flatMap((e) => (e.type === "notice" ? [e] : []));

describe("recorded streams of Claude become events", () => {
  it("there are recordings", () => expect(recordings).toHaveLength(9));

  it.each(recordings)("%s", async (name) => {
    // One line an event, as `events.jsonl` has them without the envelope.
    const told = play(lines(name)).events.map((event) => JSON.stringify(event));
    const file = join(import.meta.dirname, "..", "snapshots", name.replace(".jsonl", ".events.jsonl"));
    await expect(`${told.join("\n")}\n`).toMatchFileSnapshot(file);
  });

  it.each(recordings)("%s: every event fits its schema, every item that begins ends, nothing is unknown", (name) => {
    const { events } = play(lines(name));
    const parsed = events.map(asEvent);
    const began = parsed.flatMap((e) => (e.type === "item.started" ? [e.itemId] : []));
    const ended = parsed.flatMap((e) => (e.type === "item.finished" ? [e.itemId] : []));
    expect([...ended].sort()).toEqual([...began].sort());
    expect(new Set(began).size).toBe(began.length);
    expect(parsed.filter((e) => e.type === "turn.started" || e.type === "turn.finished")).toHaveLength(2);
    expect(notices(events).filter((n) => n.code === "unknown_message")).toEqual([]);
  });

  it.each(recordings)("%s: the pieces of a text are its text", (name) => {
    const texts = new Map<string, string>();
    for (const e of play(lines(name)).events) {
      if (e.type === "item.delta" && e.field === "text") texts.set(e.itemId, (texts.get(e.itemId) ?? "") + e.delta);
      if (e.type === "item.finished" && texts.has(e.itemId) && "text" in e.item)
        expect(e.item.text).toBe(texts.get(e.itemId));
    }
  });

  it.each(recordings)("%s: without partial messages the same items come whole", (name) => {
    const whole = play(lines(name).filter((message) => message.type !== "stream_event"));
    const streamed = play(lines(name));
    const ends = (events: readonly EventInput[]) => events.flatMap((e) => (e.type === "item.finished" ? [e.item] : []));
    expect(ends(whole.events)).toEqual(ends(streamed.events));
  });
});
