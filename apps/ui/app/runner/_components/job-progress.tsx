"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { ProgressBar } from "../../../components/run-view/progress-bar.tsx";
import { useCalmRunView } from "../../../components/run-view/run-view-provider.tsx";

/** How far the script says it is, where it says so. */
export function JobProgress() {
  const progress = useCalmRunView((s) =>
    isFinal(s.run.status) ? undefined : s.overview.steps.find((step) => step.progress)?.progress,
  );
  return progress ? <ProgressBar progress={progress} /> : null;
}
