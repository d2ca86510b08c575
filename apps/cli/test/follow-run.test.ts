import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventInput } from "@codex-toolloop/protocol";
import { openStore, type RunFollower, type Store } from "@codex-toolloop/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { followToEnd } from "../src/watch/follow-run.ts";
import { newRun } from "./support/new-run.ts";

let runId: string;
let home: string;
let store: Store;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "toolloop-follow-"));
  store = await openStore(join(home, "store"), { create: true, env: {} });
  runId = await newRun(store);
});
afterEach(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

/** Follows the run with the two followers' news in the test's hands: they arrive in any order. */
function follow(options: { output?: () => void | Promise<void>; between?: boolean } = {}) {
  const told: string[] = [];
  let wake = () => {};
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let follower: RunFollower | undefined;
  const held = {
    readEvents: store.readEvents,
    readLog: store.readLog,
    sizes: store.sizes,
    followRun: (_id: string, f: RunFollower) => {
      follower = f;
      return () => {};
    },
  };
  const done = followToEnd(
    held,
    runId,
    ended,
    {
      onEvent: ({ event }) => {
        told.push("stepId" in event && event.stepId ? `${event.type} ${event.stepId}` : event.type);
        wake();
      },
      onOutput: (text) => {
        told.push(...text.trimEnd().split("\n"));
        wake();
        return options.output?.();
      },
    },
    { output: true, between: options.between === true },
  );
  const until = async (line: string) => {
    while (!told.includes(line))
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  if (!follower) throw new Error("nobody follows");
  const finish = () => {
    end();
    return done;
  };
  return { told, follower, until, finish };
}

const start = (stepId: string, attempt: number, logStart: number): EventInput[] => [
  { type: "step.started", stepId, title: stepId, attempt, logStart },
  {
    type: "item.started",
    stepId,
    itemId: `${stepId}.${attempt}`,
    item: { kind: "command", command: "x", logStart, status: "in_progress" },
  },
];
const finish = (stepId: string, attempt: number, logEnd: number, willRetry = false): EventInput[] => [
  {
    type: "item.finished",
    stepId,
    itemId: `${stepId}.${attempt}`,
    item: { kind: "command", command: "x", logEnd, status: "completed" },
  },
  {
    type: "step.finished",
    stepId,
    status: willRetry ? "failed" : "success",
    reason: "x",
    attempt,
    durationMs: 1,
    logEnd,
    ...(willRetry ? { willRetry } : {}),
  },
];
const EXPECTED = [
  "step.started a",
  "item.started a",
  "one",
  "item.finished a",
  "step.finished a",
  "step.started a",
  "item.started a",
  "two",
  "item.finished a",
  "step.finished a",
  "step.started b",
  "item.started b",
  "three",
];

test("output is told after the step and command that it belongs to, though the log's news come first", async () => {
  const writer = store.openRunWriter(runId);
  const f = follow();
  const emit = (events: EventInput[]) => events.map((e) => writer.emit(e));
  emit(start("a", 1, 0));
  appendFileSync(writer.logPath, "one\n");
  f.follower.onLog(4);
  await f.until("one");
  // Everything else happens before the follower of events wakes up.
  emit([...finish("a", 1, 4, true), ...start("a", 2, 4)]);
  appendFileSync(writer.logPath, "two\n");
  emit([...finish("a", 2, 8), ...start("b", 1, 8)]);
  appendFileSync(writer.logPath, "three\n");
  f.follower.onLog(14);
  await f.until("three");
  expect(f.told).toEqual(EXPECTED);
  writer.close();
  await f.finish();
  expect(f.told).toEqual(EXPECTED);
});

test("output is not told between a step's start and its command's, though the log has it already", async () => {
  const writer = store.openRunWriter(runId);
  const f = follow();
  const [started, command] = start("a", 1, 0).map((e) => writer.emit(e));
  appendFileSync(writer.logPath, "one\n");
  f.follower.onLog(4);
  if (!started || !command) throw new Error("two events");
  f.follower.onEvents({ from: 0, to: started.end, events: [started] });
  f.follower.onEvents({ from: started.end, to: command.end, events: [command] });
  await f.until("one");
  writer.close();
  await f.finish();
  expect(f.told).toEqual(["step.started a", "item.started a", "one"]);
});

test("output that cannot be written yet is waited for: one piece at a time", async () => {
  const writer = store.openRunWriter(runId);
  appendFileSync(writer.logPath, `${"x".repeat(1023)}\n`.repeat(3000));
  let busy = 0;
  let most = 0;
  const output = async () => {
    most = Math.max(most, ++busy);
    await new Promise(setImmediate);
    busy--;
  };
  const f = follow({ output, between: true });
  f.follower.onLog(1000 * 1024);
  f.follower.onLog(3000 * 1024);
  writer.close();
  await f.finish();
  expect(f.told).toHaveLength(3000);
  expect(most).toBe(1);
});
