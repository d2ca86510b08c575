"use client";

import type { Resumable } from "@codex-toolloop/protocol";
import { LoaderCircle, StepForward } from "lucide-react";
import { useActionState } from "react";
import { useRunView } from "../../../../../components/run-view/run-view-provider.tsx";
import { StartButton } from "../../../../../components/start-button.tsx";
import { firstUnfinished } from "../../../../../lib/run-view/go-on.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { resumeRunFormAction } from "../../../resume-actions.ts";

/** Goes on with a run that did not come to its end, in a new run. A form, so that it works without JavaScript. */
export function ContinueRun({ resumable }: { resumable: Resumable | null }) {
  const runId = useRunView((s) => s.run.runId);
  const first = useRunView((s) => firstUnfinished(s.overview.steps)?.title);
  const [state, act, pending] = useActionState(resumeRunFormAction, { attempt: 0 });
  if (!resumable?.canContinue) return null;
  return (
    <form action={act} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="runId" value={runId} />
      {state.problem && !pending ? (
        <span role="alert" className="max-w-72 text-[12px] text-failed">
          {state.problem.title}: {state.problem.detail}
        </span>
      ) : null}
      <StartButton aria-disabled={pending || undefined}>
        {pending ? (
          <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
        ) : (
          <StepForward aria-hidden className="size-3.5" />
        )}
        {pending ? "Starting …" : "Continue"}
        {pending || first === undefined ? null : (
          <span className="max-w-40 truncate font-normal">from {visibleText(first)}</span>
        )}
      </StartButton>
    </form>
  );
}
