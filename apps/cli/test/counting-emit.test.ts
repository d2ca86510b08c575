import type { EventInput, RunMeta } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { countingEmit } from "../src/exec/counting-emit.ts";

it("counts each step once: through retries, rounds, kept steps and several at a time", () => {
  let steps: RunMeta["steps"];
  const emit = countingEmit({
    emit: (event) => ({ offset: 0, end: 0, event: { v: 1, runId: "r", seq: 0, at: "", ...event } as never }),
    writeMeta: (patch) => {
      steps = patch.steps ?? steps;
      return patch as RunMeta;
    },
  });
  const plan = ["a", "b", "c"].map((id) => ({ id, title: id.toUpperCase() }));
  const started = (stepId: string) => emit({ type: "step.started", stepId, title: stepId.toUpperCase(), attempt: 1 });
  const finished = (stepId: string, more: Partial<Extract<EventInput, { type: "step.finished" }>> = {}) =>
    emit({ type: "step.finished", stepId, status: "success", reason: "exit_zero", attempt: 1, durationMs: 1, ...more });
  emit({ type: "run.planned", steps: plan });
  expect(steps).toEqual({ total: 3, finished: 0, failed: 0 });
  finished("a", { reason: "kept" });
  started("b");
  started("c");
  expect(steps).toEqual({ total: 3, finished: 1, failed: 0, current: "B, C" });
  finished("b", { status: "failed", willRetry: true });
  started("b");
  expect(steps).toEqual({ total: 3, finished: 1, failed: 0, current: "C, B" });
  finished("b", { status: "failed" });
  finished("c", { status: "failed" });
  expect(steps).toEqual({ total: 3, finished: 3, failed: 2 });
  emit({ type: "iteration.started", iteration: 1 });
  emit({ type: "iteration.started", iteration: 2, steps: ["b", "c"] });
  expect(steps).toEqual({ total: 3, finished: 1, failed: 0 });
  finished("b");
  finished("c");
  expect(steps).toEqual({ total: 3, finished: 3, failed: 0 });
});
