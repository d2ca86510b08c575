import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "@codex-toolloop/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSteps } from "../src/runs/read-steps.ts";
import { newRun } from "./support/new-run.ts";

let runId: string;
let home: string;
let store: Store;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "toolloop-steps-"));
  store = await openStore(join(home, "store"), { create: true, env: {} });
  runId = await newRun(store);
});
afterEach(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

const steps = ["first", "talk", "rest"].map((id) => ({ id, title: id }));

test("a step that began and has not ended is running, since when it began, whatever it said meanwhile", async () => {
  const writer = store.openRunWriter(runId);
  writer.emit({ type: "run.planned", steps });
  writer.emit({ type: "step.started", stepId: "first", title: "first", attempt: 1 });
  const output = { step: "first", title: "first", status: "success", reason: "exit_zero", attempts: 1, durationMs: 5 };
  const agent = { round: 2, runner: "codex", usage: { inputTokens: 7 } };
  writer.writeFile("step-outputs/first.json", JSON.stringify({ ...output, ...agent }));
  writer.emit({
    type: "step.finished",
    stepId: "first",
    status: "success",
    reason: "exit_zero",
    attempt: 1,
    durationMs: 5,
  });
  const { event } = writer.emit({ type: "step.started", stepId: "talk", title: "talk", attempt: 2 });
  for (let i = 0; i < 2500; i++) writer.emit({ type: "notice", level: "info", message: `line ${i}`, stepId: "talk" });
  const now = new Date(Date.parse(event.at) + 2000);
  expect(await readSteps(store, runId, true, now)).toEqual([
    { id: "first", title: "first", status: "success", attempts: 1, durationMs: 5, ...agent },
    { id: "talk", title: "talk", status: "running", attempts: 2, durationMs: 2000 },
    { id: "rest", title: "rest", status: "pending" },
  ]);
  writer.close();
});

test("a step that was skipped is skipped, and nothing runs in a run that has ended", async () => {
  const writer = store.openRunWriter(runId);
  writer.emit({ type: "run.planned", steps });
  writer.emit({ type: "step.started", stepId: "first", title: "first", attempt: 1 });
  const skipped = {
    type: "step.finished",
    status: "skipped",
    reason: "step_failed",
    attempt: 1,
    durationMs: 0,
  } as const;
  writer.emit({ ...skipped, stepId: "rest" });
  expect((await readSteps(store, runId, false, new Date())).map((s) => s.status)).toEqual([
    "pending",
    "pending",
    "skipped",
  ]);
  writer.close();
});
