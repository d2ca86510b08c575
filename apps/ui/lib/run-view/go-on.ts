import { isFinal, type RunSummary } from "@codex-toolloop/protocol";
import type { StepView } from "./overview.ts";
import { needsOf } from "./step-layout.ts";

/** Whether a run is one that can be gone on with: a workflow's that is over. A clone is asked for again where it was asked. */
export function canGoOn(run: Pick<RunSummary, "kind" | "status" | "workflow">): boolean {
  return run.kind === "workflow" && isFinal(run.status) && run.workflow !== "workspace.clone";
}

/** Where a run that is gone on with begins: the first step that did not end well. */
export function firstUnfinished(steps: readonly StepView[]): StepView | undefined {
  return steps.find((s) => s.status !== "success");
}

/** The steps that run when a run is gone on with from a step: it, all that need it, and what had not ended well anyway. */
export function stepsFrom(steps: readonly StepView[], from: string): StepView[] {
  const needs = needsOf(steps);
  const again = new Set([from]);
  for (let before = 0; before < again.size; ) {
    before = again.size;
    for (const { id } of steps) if (needs.get(id)?.some((n) => again.has(n))) again.add(id);
  }
  return steps.filter((s) => again.has(s.id) || s.status !== "success");
}
