"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { ProgressBar } from "./progress-bar.tsx";
import { useCalmRunView } from "./run-view-provider.tsx";

/** How far the step at hand says it is, where it says so. */
export function StepProgress() {
  const progress = useCalmRunView((s) =>
    isFinal(s.run.status) ? undefined : s.overview.steps.find((step) => step.progress)?.progress,
  );
  return progress ? <ProgressBar progress={progress} /> : null;
}
