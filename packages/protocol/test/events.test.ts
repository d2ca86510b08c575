import { describe, expect, it } from "vitest";
import { EVENT_TYPES, parseEventLine, parseStepEvent, RunEvent } from "../src/index.ts";

const envelope = { v: 1, runId: "01900000-0000-7000-8000-000000000001", seq: 3, at: "2026-01-01T00:00:00.000Z" };
const SAMPLES: Record<string, object> = {
  "run.started": { workflow: "verify", pid: 7 },
  "run.planned": { steps: [{ id: "a", title: "A" }] },
  "run.finished": { status: "failed", reason: "step_failed" },
  "step.started": { stepId: "a", title: "A", attempt: 1, command: ["npm", "test"], logStart: 0 },
  "step.progress": { stepId: "a", fraction: 0.5, message: "half" },
  "step.finished": {
    stepId: "a",
    status: "success",
    reason: "exit_zero",
    attempt: 1,
    durationMs: 4,
    exitCode: 0,
    signal: null,
  },
  "turn.started": { turnId: "t" },
  "turn.finished": { turnId: "t", status: "completed", usage: { inputTokens: 1, costUsd: 0.01 } },
  "item.started": { itemId: "i", item: { kind: "command", command: "ls" } },
  "item.updated": { itemId: "i", item: { kind: "plan", steps: [{ text: "x", status: "pending" }] } },
  "item.delta": { itemId: "i", field: "text", delta: "he" },
  "item.finished": { itemId: "i", item: { kind: "message", role: "assistant", text: "hello" } },
  "diff.updated": { artifact: "changes.diff", files: 2 },
  "usage.updated": { usage: { totalTokens: 10 } },
  "iteration.started": { iteration: 1, max: 3 },
  "approval.requested": { approvalId: "p", title: "rm", decisions: ["accept", "decline"] },
  "approval.resolved": { approvalId: "p", decision: "accept", by: "ada" },
  notice: { level: "warning", message: "slow", code: "slow_disk" },
};

describe("events", () => {
  it("has a sample of every type, and no sample of any other", () => {
    expect(Object.keys(SAMPLES).sort()).toEqual([...EVENT_TYPES].sort());
  });

  it.each(Object.entries(SAMPLES))("%s survives being written and read", (type, body) => {
    const event = { ...envelope, type, ...body };
    const parsed = parseEventLine(JSON.stringify(event));
    expect(parsed).toEqual(event);
    expect(parsed?.unknown).toBeUndefined();
  });

  it("keeps an event of a later version as it is", () => {
    const line = JSON.stringify({ ...envelope, type: "galaxy.collided", stepId: "s", how: { hard: true } });
    expect(parseEventLine(line)).toMatchObject({
      unknown: true,
      type: "galaxy.collided",
      seq: 3,
      stepId: "s",
      at: envelope.at,
    });
    expect(parseEventLine(line)).toHaveProperty("raw.how.hard", true);
  });

  it("keeps a known type that does not fit its schema, with what can be read of it", () => {
    const parsed = parseEventLine(JSON.stringify({ type: "step.started", seq: "x", title: 4 }));
    expect(parsed).toMatchObject({ unknown: true, type: "step.started", seq: -1, at: "" });
  });

  it("ignores fields that a later version adds to a known event", () => {
    const parsed = parseEventLine(JSON.stringify({ ...envelope, type: "turn.started", turnId: "t", mood: "good" }));
    expect(parsed).toEqual({ ...envelope, type: "turn.started", turnId: "t" });
  });

  it.each(["", "{", '{"type":"notice"', "null", "3", '"notice"', "[]", "{}", '{"type":7}', "\u0000"])(
    "a line that is no event is null: %j",
    (line) => expect(parseEventLine(line)).toBeNull(),
  );

  it("refuses an envelope with a run id, an instant or a number that is none", () => {
    const good = { ...envelope, type: "turn.started", turnId: "t" };
    expect(RunEvent.safeParse(good).success).toBe(true);
    for (const bad of [{ runId: "../etc" }, { at: "yesterday" }, { seq: -1 }, { seq: 0.5 }, { v: 2 }])
      expect(RunEvent.safeParse({ ...good, ...bad }).success).toBe(false);
  });
});

describe("parseStepEvent", () => {
  it("takes what a step may say, without the envelope", () => {
    expect(parseStepEvent('{"type":"step.progress","fraction":0.25}')).toEqual({
      ok: true,
      event: { type: "step.progress", fraction: 0.25 },
    });
  });

  it("does not let a step choose its run, its number or its time", () => {
    const said = parseStepEvent(JSON.stringify({ ...envelope, seq: 99, type: "notice", level: "info", message: "x" }));
    expect(said).toEqual({ ok: true, event: { type: "notice", level: "info", message: "x" } });
  });

  it("keeps the step that a progress line names", () => {
    const said = parseStepEvent('{"type":"step.progress","stepId":"build","message":"m"}');
    expect(said).toEqual({ ok: true, event: { type: "step.progress", stepId: "build", message: "m" } });
  });

  it.each(Object.keys(SAMPLES))("lets only the engine say run.*, the ends of a step and what is asked: %s", (type) => {
    const said = parseStepEvent(JSON.stringify({ type, ...SAMPLES[type] }));
    const isEngines = /^(run|approval)\./.test(type) || type === "step.started" || type === "step.finished";
    expect(said.ok).toBe(!isEngines);
  });

  it("lets no command say that the work of steps is void", () => {
    const said = parseStepEvent('{"type":"iteration.started","iteration":2,"steps":["plan"]}');
    expect(said).toEqual({ ok: false, reason: "iteration.started with steps is the engine's to say" });
  });

  it.each(["", "nonsense", "[]", "null", "5", '{"type":"step.progress","fraction":2}', '{"type":"nope"}', "{}"])(
    "refuses %j with a reason",
    (line) => {
      const said = parseStepEvent(line);
      expect(said).toEqual({ ok: false, reason: expect.stringMatching(/\w/) });
    },
  );
});
