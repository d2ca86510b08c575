import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EventInput, RunEvent } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { mapAppServer } from "../../src/codex/map/map-app-server.ts";
import { mapExec } from "../../src/codex/map/map-exec.ts";
import { createTurnState, finishTurn, type TurnState } from "../../src/codex/map/turn-state.ts";

const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const lines = (name: string) =>
  readFileSync(join(FIXTURES, name), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const named = (start: string) => readdirSync(FIXTURES).filter((f) => f.startsWith(start));

/** The whole stream through the mapper; requests are another's. */
function mapped(name: string): { events: EventInput[]; state: TurnState } {
  const state = createTurnState({ cwd: "/home/dev/repo", threadId: name.includes("resume") ? "known" : undefined });
  const events = lines(name).flatMap((line) => {
    if (!("dir" in line)) return mapExec(state, line);
    const message = line.msg as { method?: string; id?: unknown };
    const isRequest = message.method !== undefined && message.id !== undefined;
    return line.dir === "<" && !isRequest ? mapAppServer(state, message) : [];
  });
  events.push(...finishTurn(state, { status: "failed", code: "agent_gone", error: "The recording ends here." }));
  return { events, state };
}

/** One line an event, as `events.jsonl` has them without the envelope. */
const told = (events: EventInput[]) => events.map((event) => JSON.stringify(event)).join("\n");

describe("recorded streams of codex", () => {
  const names = [...named("codex-app-server-"), ...named("codex-exec-")];
  it("there are recordings", () => expect(names).toHaveLength(18));

  it.each(names)("%s", async (name) => {
    const { events } = mapped(name);
    const envelope = { v: 1, runId: "01936f2e-7c1a-7b3c-9d4e-5f60718293a4", seq: 0, at: "2026-11-20T12:00:00.000Z" };
    for (const event of events)
      expect(RunEvent.safeParse({ ...envelope, ...event }).error, JSON.stringify(event)).toBe(undefined);
    await expect(told(events)).toMatchFileSnapshot(
      join(FIXTURES, "..", "snapshots", name.replace(".jsonl", ".events.jsonl")),
    );
  });

  it.each(names)("%s: what begins ends, and nothing is told after the turn", (name) => {
    const { events } = mapped(name);
    const begun = events.flatMap((e) => (e.type === "item.started" ? [e.itemId] : []));
    const ended = events.flatMap((e) => (e.type === "item.finished" ? [e.itemId] : []));
    expect(ended).toEqual(expect.arrayContaining(begun));
    expect(new Set(ended).size).toBe(ended.length);
    expect(events.at(-1)?.type).toBe("turn.finished");
  });
});
