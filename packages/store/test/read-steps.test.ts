import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newRunId } from "@codex-toolloop/store";
import { expect, test } from "vitest";
import { newRun, tempStore, until } from "./support/temp-store.ts";

const output = (step: string, more: object = {}) =>
  JSON.stringify({ step, title: step, status: "success", reason: "exit_zero", attempts: 1, durationMs: 5, ...more });

test("the steps of a run: what was planned, and what each left, in that order, without secrets", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  expect(await store.readSteps(runId)).toEqual({ planned: [], outputs: [] });
  const writer = store.openRunWriter(runId);
  const secret = `ghp_${"a1B2".repeat(9)}`;
  writer.emit({ type: "run.planned", steps: [{ id: "old", title: "Old" }] });
  writer.emit({
    type: "run.planned",
    steps: ["plan", "build", "check"].map((id) => ({ id, title: id.toUpperCase() })),
  });
  writer.writeFile("step-outputs/check.json", output("check", { output: { notes: `token ${secret}`, ok: true } }));
  writer.writeFile("step-outputs/plan.json", output("plan", { usage: { inputTokens: 3 } }));
  writer.writeFile("step-outputs/extra.json", output("extra"));
  writer.writeFile("step-outputs/torn.json", output("torn").slice(0, 30));
  writer.writeFile("step-outputs/notes.txt", output("text"));
  mkdirSync(join(writer.runDir, "step-outputs/folder.json"));
  writer.close();
  const { planned, outputs } = await store.readSteps(runId);
  expect(planned.map((step) => step.title)).toEqual(["PLAN", "BUILD", "CHECK"]);
  expect(outputs.map((o) => o.step)).toEqual(["plan", "check", "extra"]);
  expect(outputs[0]).toMatchObject({ round: 1, usage: { inputTokens: 3 } });
  expect(outputs[1]?.output).toEqual({ notes: `token ${"*".repeat(secret.length)}`, ok: true });
});

test("the list knows what goes on with a run, from request.json on, and prune leaves what a live one goes on with", async () => {
  const store = await tempStore();
  const end = (runId: string) => {
    const writer = store.openRunWriter(runId);
    writer.writeMeta({ status: "failed", finishedAt: "2020-01-01T00:00:00.000Z" });
    writer.close();
  };
  const [first, other] = [await newRun(store), await newRun(store)];
  for (const runId of [first, other]) end(runId);
  const resumes = { runId: first, from: "plan" };
  const next = await newRun(store, { resumes });
  const catalog = await store.catalog();
  await until("the list has them", () => catalog.get(other)?.status === "failed");
  catalog.overlay(next, { status: "queued" });
  expect(catalog.get(next)?.resumes).toEqual(resumes);
  expect(catalog.continuationsOf(first).map((run) => run.runId)).toEqual([next]);
  const options = { days: 1, keep: 0, now: new Date(), isLive: () => false };
  expect((await store.prune({ ...options, dryRun: true })).removed).toEqual([other]);
  catalog.overlay(next, null);
  end(next);
  await until("it has ended", () => catalog.get(next)?.status === "failed");
  expect(catalog.continuationsOf(first)).toMatchObject([{ runId: next, resumes }]);
  expect((await store.prune({ ...options, dryRun: true })).removed.sort()).toEqual([first, other, next].sort());
  expect(catalog.continuationsOf(newRunId())).toEqual([]);
});

test("a replay of a workflow says what it plays from the start", async () => {
  const store = await tempStore();
  const agents = { runners: ["replay" as const], environment: [], replay: { recording: "feature-dev", speed: 0 } };
  const runId = await newRun(store, { agents });
  writeFileSync(join(store.root, "index.jsonl"), "");
  const catalog = await store.catalog();
  catalog.overlay(runId, { status: "queued" });
  expect(catalog.get(runId)?.replayOf).toEqual({ recording: "feature-dev" });
});
