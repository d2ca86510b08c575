"use client";

import type { StepView } from "../../../lib/run-view/overview.ts";
import { useRunView } from "../run-view-provider.tsx";

interface Asked {
  stepId?: string | undefined;
  decisions: readonly string[];
}

/** True for a question that a workflow asks, and not an agent: who declines it ends the run. */
export function isGate(steps: readonly StepView[], asked: Asked): boolean {
  return asked.decisions.includes("push_back") || steps.find((s) => s.id === asked.stepId)?.kind === "approve";
}

/** The same of the run at hand. */
export function useIsGate(asked: Asked | undefined): boolean {
  return useRunView((s) => asked !== undefined && isGate(s.overview.steps, asked));
}
