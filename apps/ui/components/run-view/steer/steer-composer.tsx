"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { useRunView } from "../run-view-provider.tsx";
import { SteerForm } from "./steer-form.tsx";

/** The form to steer with, below the transcript of a prompt that is not over; for a page below `RunViewProvider`. */
export function SteerComposer() {
  const run = useRunView((s) => s.run);
  if (run.kind !== "prompt" || isFinal(run.status)) return null;
  return (
    <div className="shrink-0 pt-2">
      <SteerForm run={run} />
    </div>
  );
}
