"use client";

import { LoaderCircle, RotateCcw } from "lucide-react";
import Link from "next/link";
import { useActionState } from "react";
import { buttonClass } from "../../../../components/button.tsx";
import { useRunView } from "../../../../components/run-view/run-view-provider.tsx";
import { StartButton } from "../../../../components/start-button.tsx";
import { UrlDialog } from "../../../../components/url-dialog.tsx";
import { stepsFrom } from "../../../../lib/run-view/go-on.ts";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { resumeRunFormAction } from "../../resume-actions.ts";

/** Asks whether a run is to be gone on with from a step, and says what that does before it is done. */
export function AgainDialog({ stepId, why }: { stepId: string; why: string | undefined }) {
  const run = useRunView((s) => s.run);
  const steps = useRunView((s) => s.overview.steps);
  const [state, act, pending] = useActionState(resumeRunFormAction, { attempt: 0 });
  const titleOf = (id: string) => visibleText(steps.find((s) => s.id === id)?.title ?? id);
  const again = stepsFrom(steps, stepId);
  const kept = steps.filter((s) => !again.includes(s));
  const close = `/runs/${run.runId}?tab=transcript`;
  return (
    <UrlDialog title={`Run again from ${titleOf(stepId)}?`} close={close}>
      <form action={act} className="space-y-3">
        <input type="hidden" name="runId" value={run.runId} />
        <input type="hidden" name="from" value={stepId} />
        <p>
          A new run does this again:{" "}
          <strong>{again.map((s) => visibleText(s.title)).join(", ") || titleOf(stepId)}</strong>.
          {kept.length > 0 ? (
            <>
              {" "}
              It keeps what is done: <strong>{kept.map((s) => visibleText(s.title)).join(", ")}</strong>.
            </>
          ) : null}
        </p>
        <p className="text-muted">
          {run.workspace ? (
            <>
              The workspace <span className="text-fg">{visibleText(run.workspace.name)}</span> stays as it is now: what
              these steps changed in it is not taken back first.
            </>
          ) : (
            "This run stays as it is; the new one links to it."
          )}
        </p>
        {why !== undefined && state.problem === undefined ? <p className="text-warn-fg">{visibleText(why)}</p> : null}
        {state.problem && !pending ? (
          <p role="alert" className="text-failed">
            {state.problem.title}: {state.problem.detail}
          </p>
        ) : null}
        <div className="flex flex-wrap justify-end gap-2">
          <Link href={close as "/"} scroll={false} prefetch={false} className={buttonClass()}>
            Leave it
          </Link>
          <StartButton disabled={why !== undefined} aria-disabled={pending || undefined}>
            {pending ? (
              <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
            ) : (
              <RotateCcw aria-hidden className="size-3.5" />
            )}
            {pending ? "Starting …" : "Run again from here"}
          </StartButton>
        </div>
      </form>
    </UrlDialog>
  );
}
