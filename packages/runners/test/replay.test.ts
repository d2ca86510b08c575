import type { EventInput, Usage } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import type { TurnRequest, TurnSink } from "../src/index.ts";
import { replay } from "../src/replay/replay.ts";

type Recorded = EventInput & { at: string };
const T0 = Date.parse("2026-11-21T12:00:00.000Z");
const after = (ms: number) => ({ at: new Date(T0 + ms).toISOString() });
const usage: Usage = { inputTokens: 5, outputTokens: 6 };

const started = { type: "turn.started", turnId: "t7", runner: "codex", model: "m", threadId: "th-1" } as const;
const command = { kind: "command", command: "npm test", status: "in_progress" } as const;
const TURN: Recorded[] = [
  { ...after(0), ...started },
  { ...after(10), type: "item.started", itemId: "c1", item: command },
  { ...after(20), type: "item.delta", itemId: "c1", field: "output", delta: "ok 1\n" },
  { ...after(30), type: "item.delta", itemId: "c1", field: "output", delta: "ok 2\n" },
  { ...after(40), type: "item.finished", itemId: "c1", item: { ...command, output: "ok", status: "completed" } },
  { ...after(50), type: "item.finished", itemId: "m1", item: { kind: "message", role: "assistant", text: "Done." } },
  { ...after(60), type: "turn.finished", turnId: "t7", status: "completed", usage },
];

interface Told {
  events: EventInput[];
  threads: string[];
  models: string[];
}

function play(
  events: Recorded[],
  options: {
    speed?: number;
    signal?: AbortSignal;
    breaksAfter?: number;
    result?: NonNullable<TurnRequest["replay"]>["result"];
    onEvent?(e: EventInput): void;
  } = {},
) {
  const told: Told = { events: [], threads: [], models: [] };
  const sink: TurnSink = {
    emit(event) {
      told.events.push(event);
      options.onEvent?.(event);
    },
    raw: () => expect.unreachable("a replay has no vendor"),
    toolCall: () => expect.unreachable("a replay calls no tool"),
    thread: (id) => told.threads.push(id),
    model: (name) => told.models.push(name),
  };
  async function* tape() {
    yield* events.slice(0, options.breaksAfter);
    if (options.breaksAfter !== undefined) throw new Error("the disk is gone");
  }
  const request: TurnRequest = {
    prompt: "x",
    cwd: "/",
    options: { sandbox: "workspace-write", approvalPolicy: "on-request" },
    grants: [],
    replay: { events: tape(), label: "the recording", speed: options.speed ?? 0, result: options.result },
    env: process.env,
    scratch: "/",
    signal: options.signal ?? new AbortController().signal,
    graceMs: 0,
    lookup: { codexBin: "", claudeBin: "", installRoots: [], env: process.env },
  };
  const turn = replay.takeTurn(request, sink);
  return { turn, told };
}

describe("replay", () => {
  it("is always there, and names what ships", async () => {
    const info = await replay.find({ codexBin: "", claudeBin: "", installRoots: [], env: {} as NodeJS.ProcessEnv });
    expect(info).toMatchObject({ runner: "replay", available: true, mode: "replay" });
    expect(info.recordings).toBeInstanceOf(Array);
    expect(info.workflowRecordings).toBeInstanceOf(Array);
  });

  it("tells every event as it was recorded, says what it replays, and ends as it ended", async () => {
    const { turn, told } = play(TURN);
    expect(await turn.ended).toEqual({ status: "completed", threadId: "th-1", usage, message: "Done." });
    const [first, ...rest] = told.events;
    expect(first).toMatchObject({ type: "notice", code: "replay" });
    const [, ...recorded] = TURN.map(({ at: _at, ...event }) => event);
    expect(rest).toEqual([{ ...started, replayOf: "the recording" }, ...recorded]);
    expect(told).toMatchObject({ threads: ["th-1"], models: ["m"] });
  });

  it("hands back what the recorded turn did, unless it is cut short", async () => {
    const result = { message: '{"a":1}', output: { a: 1 } };
    expect(await play(TURN, { result }).turn.ended).toMatchObject({ status: "completed", ...result });
    const cut = await play(TURN, { result, signal: AbortSignal.abort() }).turn.ended;
    expect(cut).toEqual({ status: "interrupted" });
  });

  it("a turn that failed fails again, with its sentence", async () => {
    const failed: Recorded[] = [
      { ...after(0), ...started },
      { ...after(1), type: "turn.finished", turnId: "t7", status: "failed", error: "No quota." },
    ];
    expect(await play(failed).turn.ended).toMatchObject({ status: "failed", error: "No quota." });
  });

  it("a recording that breaks off ends its turn as far as it came", async () => {
    const { turn, told } = play(TURN.slice(0, 3));
    expect(await turn.ended).toMatchObject({ status: "completed" });
    expect(told.events.at(-1)).toEqual({ type: "turn.finished", turnId: "t7", status: "completed" });
  });

  it("keeps the pace, and shortens what takes longer than five seconds", async () => {
    const silent: Recorded[] = [TURN[0], TURN[6]].map((e, i) => ({ ...(e as Recorded), ...after(i * 3600_000) }));
    const begun = performance.now();
    // 5 s at a fiftieth of the time; timers count whole milliseconds, and may come one early.
    await play(silent, { speed: 50 }).turn.ended;
    const took = performance.now() - begun;
    expect(took).toBeGreaterThanOrEqual(97);
    expect(took).toBeLessThan(3000);
  });

  it("an interrupt ends it at once; what was open is canceled as far as it came", async () => {
    const controller = new AbortController();
    const slow = TURN.map((e, i) => (i < 4 ? e : { ...e, ...after(4000) }));
    const { turn, told } = play(slow, {
      speed: 1,
      signal: controller.signal,
      onEvent: (e) => e.type === "item.delta" && e.delta === "ok 2\n" && controller.abort("stop_requested"),
    });
    const begun = performance.now();
    expect(await turn.ended).toMatchObject({ status: "interrupted" });
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(told.events.slice(-2)).toEqual([
      { type: "item.finished", itemId: "c1", item: { ...command, output: "ok 1\nok 2\n", status: "canceled" } },
      { type: "turn.finished", turnId: "t7", status: "interrupted" },
    ]);
  });

  it("says once that nobody is listened to", async () => {
    const { turn, told } = play(TURN);
    turn.control({ type: "steer", text: "left", by: "me" });
    turn.control({ type: "approval", approvalId: "a", decision: "approve", by: "me" });
    await turn.ended;
    expect(told.events.filter((e) => e.type === "notice" && e.code === "replay_control")).toHaveLength(1);
  });

  it("a recording that cannot be read fails the turn with the reason", async () => {
    const { turn } = play(TURN, { breaksAfter: 2 });
    expect(await turn.ended).toEqual({
      status: "failed",
      code: "replay_unreadable",
      error: "The recording cannot be played: the disk is gone",
    });
  });
});
