import { EVENT_TYPES } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import type { Block } from "./block.ts";
import { BlockFolder } from "./block-folder.ts";
import { placed } from "./test-events.ts";

const fold = (...bodies: Record<string, unknown>[]) => BlockFolder.fold(placed(bodies));
const only = (blocks: readonly Block[]) => {
  expect(blocks).toHaveLength(1);
  return blocks[0];
};
const message = (text: string) => ({ kind: "message", role: "assistant", text });
const step = (attempt = 1) => ({ type: "step.started", stepId: "a", title: "A", attempt });
const done = (more: object = {}) => ({
  type: "step.finished",
  stepId: "a",
  status: "success",
  reason: "exit_zero",
  attempt: 1,
  durationMs: 5,
  ...more,
});

/** One sample of every event type, and the row it makes; null: none of its own. */
const SAMPLES: Record<string, [Record<string, unknown>, Block["type"] | null]> = {
  "run.started": [{ workflow: "w" }, "event"],
  "run.planned": [{ steps: [{ id: "a", title: "A" }] }, null],
  "run.finished": [{ status: "success", reason: "exit_zero" }, "event"],
  "step.started": [{ stepId: "a", title: "A", attempt: 1 }, "step"],
  "step.progress": [{ stepId: "a", fraction: 0.5 }, "step"],
  "step.finished": [{ stepId: "a", status: "success", reason: "exit_zero", attempt: 1, durationMs: 1 }, "step"],
  "turn.started": [{ turnId: "t" }, "event"],
  "turn.finished": [{ turnId: "t", status: "completed" }, "event"],
  "item.started": [{ itemId: "i", item: message("") }, "item"],
  "item.updated": [{ itemId: "i", item: message("x") }, "item"],
  "item.delta": [{ itemId: "i", field: "text", delta: "x" }, "item"],
  "item.finished": [{ itemId: "i", item: message("x") }, "item"],
  "diff.updated": [{ files: 1 }, "event"],
  "usage.updated": [{ usage: { totalTokens: 1 } }, "usage"],
  "iteration.started": [{ iteration: 1 }, "event"],
  "approval.requested": [{ approvalId: "p", title: "T", decisions: ["accept"] }, "approval"],
  "approval.resolved": [{ approvalId: "p", decision: "accept" }, "approval"],
  notice: [{ level: "info", message: "m" }, "event"],
};

describe("BlockFolder", () => {
  it.each([...EVENT_TYPES])("gives %s its row, also when it is the first that is loaded", (type) => {
    const sample = SAMPLES[type];
    if (!sample) throw new Error(`no sample of ${type}`);
    expect(fold({ type, ...sample[0] }).map((b) => b.type)).toEqual(sample[1] === null ? [] : [sample[1]]);
  });

  it("shows an event of a later version as it is", () => {
    expect(only(fold({ type: "future.thing", hello: 1 }))).toMatchObject({ type: "event", event: { unknown: true } });
  });

  it.each([
    ["text", message("ab"), message("ab!")],
    ["text", { kind: "reasoning", text: "ab" }, { kind: "reasoning", text: "ab!" }],
    ["output", { kind: "command", command: "c", output: "ab" }, { kind: "command", command: "c", output: "ab!" }],
    ["output", { kind: "command", command: "c" }, { kind: "command", command: "c", output: "!" }],
    ["input", { kind: "tool_call", tool: "t" }, { kind: "tool_call", tool: "t", input: "!" }],
    ["output", { kind: "tool_call", tool: "t" }, { kind: "tool_call", tool: "t", result: "!" }],
    ["output", { kind: "plan", steps: [] }, { kind: "plan", steps: [] }],
  ])("adds a delta of %s to %o", (field, item, expected) => {
    const block = only(
      fold({ type: "item.started", itemId: "i", item }, { type: "item.delta", itemId: "i", field, delta: "!" }),
    );
    expect(block).toMatchObject({ item: expected, active: true, streaming: true, continued: false });
  });

  it("replaces streamed text by the final one, and keeps what the final one leaves out", () => {
    const blocks = fold(
      { type: "item.started", itemId: "i", item: { kind: "command", command: "make" } },
      { type: "item.delta", itemId: "i", field: "output", delta: "partial" },
      { type: "item.finished", itemId: "i", item: { kind: "command", command: "make", exitCode: 2, status: "failed" } },
    );
    expect(only(blocks)).toMatchObject({
      item: { command: "make", output: "partial", exitCode: 2 },
      active: false,
      streaming: false,
    });
  });

  it("calls an item continued when only pieces of it are loaded, and whole when its end is", () => {
    expect(only(fold({ type: "item.delta", itemId: "i", field: "output", delta: "x" }))).toMatchObject({
      continued: true,
      item: { kind: "command", output: "x" },
    });
    expect(only(fold({ type: "item.finished", itemId: "i", item: message("x") }))).toMatchObject({ continued: false });
  });

  it("keeps every attempt of a retried step as a row of its own", () => {
    const blocks = fold(
      step(1),
      done({ status: "failed", reason: "exit_nonzero", willRetry: true }),
      step(2),
      done({ attempt: 2 }),
    );
    expect(blocks).toMatchObject([
      { type: "step", attempt: 1, status: "failed", willRetry: true },
      { type: "step", attempt: 2, status: "success" },
    ]);
  });

  it("tells the end of a step where it happened when it went wrong, or when its head is far up", () => {
    const notice = { type: "notice", stepId: "a", level: "info", message: "m" };
    const many = Array.from({ length: 9 }, () => notice);
    expect(fold(step(), done()).map((b) => b.type)).toEqual(["step"]);
    expect(fold(step(), notice, done()).map((b) => b.type)).toEqual(["step", "event"]);
    expect(fold(step(), notice, done({ status: "failed" })).map((b) => b.type)).toEqual(["step", "event", "step-end"]);
    expect(fold(step(), ...many, done()).at(-1)?.type).toBe("step-end");
  });

  it("puts progress on the attempt that runs", () => {
    const blocks = fold(step(1), done({ status: "failed", willRetry: true }), step(2), {
      type: "step.progress",
      stepId: "a",
      fraction: 0.5,
    });
    expect(blocks[0]).not.toHaveProperty("progress");
    expect(blocks[1]).toMatchObject({ attempt: 2, progress: { fraction: 0.5 } });
  });

  it("lets an item of a step show the command, so that output stands once", () => {
    const blocks = fold(
      { ...step(), command: ["make"], logStart: 0 },
      { type: "item.started", stepId: "a", itemId: "i", item: { kind: "command", command: "make", logStart: 0 } },
    );
    expect(blocks[0]).toMatchObject({ type: "step", hasCommandItem: true });
  });

  it("ends what was open with its step, and only that", () => {
    const open = (itemId: string, stepId: string) => ({ type: "item.started", stepId, itemId, item: message("") });
    const blocks = fold(step(), open("i", "a"), open("j", "b"), done());
    expect(blocks.filter((b) => b.type === "item")).toMatchObject([
      { itemId: "i", active: false },
      { itemId: "j", active: true },
    ]);
  });

  it("joins usage that follows usage, and approvals with their answers", () => {
    expect(
      only(
        fold(
          { type: "usage.updated", usage: { inputTokens: 1 } },
          { type: "usage.updated", usage: { outputTokens: 2 } },
        ),
      ),
    ).toMatchObject({ usage: { inputTokens: 1, outputTokens: 2 } });
    expect(
      only(
        fold(
          { type: "approval.requested", approvalId: "p", title: "Push", decisions: ["accept"] },
          { type: "approval.resolved", approvalId: "p", decision: "decline", by: "ada" },
        ),
      ),
    ).toMatchObject({ title: "Push", decision: "decline", by: "ada", continued: false });
  });

  it("keeps arguments that arrive until the item holds them, and the end of a long output alone", () => {
    const begun = { type: "item.started", itemId: "i", item: { kind: "command", command: "" } };
    const input = (delta: string) => ({ type: "item.delta", itemId: "i", field: "input", delta });
    const whole = { type: "item.updated", itemId: "i", item: { kind: "command", command: "ls" } };
    expect(only(fold(begun, input('{"c'), input("ommand")))).toMatchObject({ argument: '{"command', active: true });
    expect(only(fold(begun, input("{"), whole))).toMatchObject({ argument: undefined, item: { command: "ls" } });
    const output = Array.from({ length: 40 }, (_, i) => ({
      type: "item.delta",
      itemId: "i",
      field: "output",
      delta: `${i}`.padStart(20_000, "x"),
    }));
    const block = only(fold(begun, ...output));
    const kept = block?.type === "item" && block.item.kind === "command" ? (block.item.output ?? "") : "";
    expect(kept.length).toBeLessThanOrEqual(1.25 * 256 * 1024);
    expect(kept.endsWith("39")).toBe(true);
  });

  it("marks the item that a person is asked about until there is an answer, or the turn is over", () => {
    const begun = { type: "item.started", itemId: "i", item: { kind: "command", command: "ls" } };
    const asked = { type: "approval.requested", approvalId: "p", itemId: "i", title: "T", decisions: ["approve"] };
    const waits = (...more: Record<string, unknown>[]) => {
      const [item] = fold(begun, asked, ...more);
      return item?.type === "item" && item.waits;
    };
    expect(waits()).toBe(true);
    expect(waits({ type: "approval.resolved", approvalId: "p", decision: "approve" })).toBe(false);
    expect(waits({ type: "turn.finished", turnId: "t", status: "interrupted" })).toBe(false);
  });

  it("keeps rows that did not change as the same objects, and gives the same rows in one go or in pieces", () => {
    const events = placed([
      step(),
      { type: "item.started", stepId: "a", itemId: "i", item: message("") },
      { type: "item.delta", stepId: "a", itemId: "i", field: "text", delta: "x" },
    ]);
    const folder = new BlockFolder();
    folder.append(events.slice(0, 2));
    const before = folder.blocks;
    folder.append(events.slice(2));
    expect(folder.blocks[0]).toBe(before[0]);
    expect(folder.blocks[1]).not.toBe(before[1]);
    expect(folder.blocks).toEqual(BlockFolder.fold(events));
  });
});
