import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type EventInput, parseEventLine } from "@codex-toolloop/protocol";
import { openRunWriter } from "@codex-toolloop/store";
import { type PromptStore, promptStore, scripted } from "../apps/cli/test/support/prompt-run.ts";
import { executeWorkflow, fileOf, workflowRequest } from "../apps/cli/test/support/workflow-run.ts";
import { type Figure, median, quantile } from "./lib/figures.ts";

const STEPS = 100;
const RUNS = 4;
const ANSWER = JSON.stringify({ status: "pass", notes: "Nothing to say." });
const USAGE = { inputTokens: 10, outputTokens: 5 };

/**
 * What a step costs beside its agent: from one turn's end to the next one's beginning, with all that the run process writes in
 * between (step output, events, meta.json, index), each synced to the disk. The agents answer at once. The plain loop writes
 * the same and does nothing else: what is above it is the engine's own.
 */
export async function engineOverhead(): Promise<Figure[]> {
  const t = await promptStore();
  try {
    // Not counted: it loads the code, and says how often meta.json is written between two turns.
    const first = await runOfSteps(t, true);
    await plainLoop(t, first.runId, first.metas);
    const ours: number[] = [];
    const bare: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { runId, gaps } = await runOfSteps(t);
      ours.push(...gaps);
      bare.push(...(await plainLoop(t, runId, first.metas)));
    }
    return [0.5, 0.99].map((p) => ({
      name: `workflow step without its agent p${p * 100}`,
      value: quantile(ours, p),
      unit: "ms",
      ...(p === 0.5 ? { limit: 60 } : {}),
      baseline: { name: "the same synced writes in a plain loop", value: quantile(bare, p) },
      note: `${ours.length} steps; meta.json is written ${first.metas} times between two turns`,
    }));
  } finally {
    await t.cleanup();
  }
}

/** Runs a workflow of agent steps in this process, as exec does. @returns milliseconds between two turns. */
async function runOfSteps(t: PromptStore, count = false): Promise<{ runId: string; gaps: number[]; metas: number }> {
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const before = i === 0 ? "" : ` Before: {{steps.s${i - 1}.output.notes}}`;
    const prompt = JSON.stringify(`Look at {{workspace.path}}.${before}`);
    return `  - { kind: agent, id: s${i}, runner: codex, role: tester, prompt: ${prompt}, output: VerifyOutput }`;
  });
  const request = await workflowRequest(t, `name: bench\nworkspace: required\nsteps:\n${steps.join("\n")}\n`);
  const gaps: number[] = [];
  const metas: number[] = [];
  let ended: { at: number; metas: number } | undefined;
  const written = () => (count ? readFileSync(join(t.store.root, "index.jsonl"), "utf8").split("\n").length : 0);
  const runner = scripted(async (_, sink) => {
    if (ended) {
      gaps.push(performance.now() - ended.at);
      metas.push(written() - ended.metas);
    }
    sink.thread("thread-1");
    sink.emit({ type: "turn.started", turnId: "t", runner: "codex", threadId: "thread-1" });
    const item = { kind: "message", role: "assistant", text: ANSWER, status: "completed" } as const;
    sink.emit({ type: "item.started", itemId: "m", item });
    sink.emit({ type: "item.finished", itemId: "m", item });
    sink.emit({ type: "turn.finished", turnId: "t", status: "completed" });
    ended = { metas: written(), at: performance.now() };
    return { status: "completed", threadId: "thread-1", message: ANSWER, usage: USAGE };
  });
  const outcome = await executeWorkflow(t, request, runner).outcome;
  if (outcome.status !== "success" || gaps.length !== STEPS - 1)
    throw new Error(`the bench's run ended as ${outcome.status}: ${outcome.detail}`);
  return { runId: request.runId, gaps, metas: median(metas) };
}

/** Writes again what a run left, in a run of its own. @returns milliseconds between two turns of it. */
async function plainLoop(t: PromptStore, runId: string, metas: number): Promise<number[]> {
  const events = (fileOf(t, runId, "events.jsonl")?.split("\n") ?? []).map(parseEventLine);
  const outputs = new Map(
    Array.from({ length: STEPS }, (_, i) => [`s${i}`, fileOf(t, runId, `step-outputs/s${i}.json`) ?? ""]),
  );
  const request = await workflowRequest(t, "name: bench\nsteps:\n  - { id: a, run: [x] }\n");
  const writer = openRunWriter(t.store.root, request.runId);
  writer.writeMeta({ status: "running" });
  const gaps: number[] = [];
  let endedAt: number | undefined;
  let finished = 0;
  for (const event of events) {
    if (event === null || event.unknown) continue;
    if (event.type === "turn.started" && endedAt !== undefined) gaps.push(performance.now() - endedAt);
    const { v: _v, runId: _r, seq: _s, at: _a, spilled: _p, ...input } = event;
    if (event.type === "step.finished") {
      writer.writeFile(`step-outputs/${event.stepId}.json`, outputs.get(event.stepId) ?? "");
      finished++;
      for (let i = 0; i < metas; i++)
        writer.writeMeta({ steps: { total: STEPS, finished, failed: 0, current: `s${i}` }, usage: USAGE });
    }
    writer.emit(input as EventInput);
    if (event.type === "turn.finished") endedAt = performance.now();
  }
  writer.writeMeta({ status: "success", reason: "exit_zero" });
  writer.close();
  return gaps;
}
