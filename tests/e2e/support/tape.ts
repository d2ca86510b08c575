import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { type EventInput, type RunRequest, RunStatus } from "@codex-toolloop/protocol";
import { newRunId, openRunWriter, type Store } from "@codex-toolloop/store";

/** An event of a tape, and how many milliseconds after the one before it was recorded. */
export type TapeLine = EventInput & { after?: number };

/** Leaves a finished prompt in the store, as its run process would have: a replay plays it. @returns its id. */
export async function writeTape(store: Store, prompt: string, lines: readonly TapeLine[]): Promise<string> {
  const runId = newRunId();
  const request: RunRequest = {
    v: 1,
    runId,
    kind: "prompt",
    workflow: "prompt",
    title: prompt,
    inputs: {},
    hasSpec: true,
    timeoutSeconds: 3600,
    stopGraceSeconds: 1,
    requestedBy: "tester",
    requestedVia: "cli",
    createdAt: new Date().toISOString(),
    source: "adhoc",
  };
  await store.createRun(request, prompt);
  let at = Date.parse("2026-01-01T00:00:00.000Z");
  const text = lines.map(({ after = 0, ...event }, seq) => {
    at += after;
    return `${JSON.stringify({ v: 1, runId, seq, at: new Date(at).toISOString(), ...event })}\n`;
  });
  await appendFile(join(store.runDir(runId), "events.jsonl"), text.join(""));
  const writer = openRunWriter(store.root, runId);
  const now = new Date().toISOString();
  writer.writeMeta({ status: RunStatus.enum.success, preview: prompt, startedAt: now, finishedAt: now });
  writer.close();
  return runId;
}

const message = (itemId: string, text: string): TapeLine[] => [
  { type: "item.started", itemId, item: { kind: "message", role: "assistant", text: "" } },
  ...text.split(/(?<= )/).map((delta): TapeLine => ({ type: "item.delta", itemId, field: "text", delta, after: 4 })),
  { type: "item.finished", itemId, item: { kind: "message", role: "assistant", text, status: "completed" } },
];

/** A turn that reads, runs a command, changes a file and says so, within a second. */
export function quickTurn(threadId: string, answer = "The test is there, and it passes."): TapeLine[] {
  const command = "npm test";
  return [
    { type: "turn.started", turnId: "t1", runner: "codex", model: "gpt-test", threadId },
    { type: "item.started", itemId: "p", item: { kind: "plan", steps: [{ text: "Write it", status: "in_progress" }] } },
    { type: "item.started", itemId: "c", item: { kind: "command", command, output: "" }, after: 40 },
    { type: "item.delta", itemId: "c", field: "output", delta: "1 passed\n", after: 40 },
    {
      type: "item.finished",
      itemId: "c",
      item: { kind: "command", command, output: "1 passed\n", exitCode: 0, durationMs: 80, status: "completed" },
    },
    {
      type: "item.finished",
      itemId: "f",
      item: {
        kind: "file_change",
        changes: [{ path: "src/add.test.ts", change: "add", diff: "@@ -0,0 +1,1 @@\n+it('adds', () => {});\n" }],
        status: "completed",
      },
    },
    { type: "item.finished", itemId: "p", item: { kind: "plan", steps: [{ text: "Write it", status: "completed" }] } },
    ...message("m", answer),
    { type: "usage.updated", usage: { inputTokens: 1200, cachedInputTokens: 800, outputTokens: 90 } },
    { type: "turn.finished", turnId: "t1", status: "completed" },
  ];
}

/** A turn that begins at once and then goes on for minutes, a word every five seconds: it must be stopped. */
export function longTurn(threadId: string): TapeLine[] {
  const text = "Working on it. ";
  return [
    { type: "turn.started", turnId: "t1", runner: "codex", model: "gpt-test", threadId },
    { type: "item.started", itemId: "m", item: { kind: "message", role: "assistant", text: "" } },
    { type: "item.delta", itemId: "m", field: "text", delta: text },
    ...Array.from(
      { length: 60 },
      (_, n): TapeLine => ({ type: "item.delta", itemId: "m", field: "text", delta: `${n} `, after: 5000 }),
    ),
    { type: "turn.finished", turnId: "t1", status: "completed" },
  ];
}
