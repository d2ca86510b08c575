"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { useRunView } from "../run-view-provider.tsx";
import { SteerForm } from "./steer-form.tsx";

/**
 * The form to steer with, below the transcript of a prompt that is not over, and of a workflow while an agent of it works;
 * for a page below `RunViewProvider`.
 */
export function SteerComposer() {
  const run = useRunView((s) => s.run);
  const works = useRunView(
    (s) => s.overview.openTurns.length > 0 && s.overview.steps.some((step) => step.kind === "agent"),
  );
  if (isFinal(run.status) || (run.kind !== "prompt" && !works)) return null;
  return (
    <div className="shrink-0 pt-2">
      <SteerForm run={run} />
    </div>
  );
}
