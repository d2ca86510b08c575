"use client";

import { isFinal, type JobDetail } from "@codex-toolloop/protocol";
import { Ban } from "lucide-react";
import { Button } from "../../../components/button.tsx";
import { useFacts } from "../../../components/frame/facts.tsx";
import { StopControl } from "../../../components/run-view/stop-control.tsx";
import { useFormAction } from "../../../lib/use-form-action.ts";
import { type CancelResult, cancelJobAction } from "../actions.ts";

/**
 * Cancel, for what waits or runs; once a running job was asked to end, the time to the next signal and a way to skip it.
 * Plain forms, so that it works without JavaScript.
 */
export function JobCancel({
  job,
  graceSeconds,
  serverNow,
}: {
  job: Pick<JobDetail, "job_id" | "status" | "stop_requested_at">;
  graceSeconds: number | null;
  serverNow: number;
}) {
  const { readOnly } = useFacts();
  const { state, formAction, send, pending } = useFormAction<CancelResult | null>(
    cancelJobAction,
    null,
    (_previous, _form, problem) => ({ problem }),
  );
  const live = !isFinal(job.status);
  if (live && job.stop_requested_at !== undefined)
    return (
      <StopControl
        run={{ runId: job.job_id, stopRequestedAt: job.stop_requested_at }}
        graceSeconds={graceSeconds}
        serverNow={serverNow}
      />
    );
  const problem = live && state && "problem" in state ? state.problem : undefined;
  const asked = live && (pending || (state !== null && "answer" in state));
  return (
    <form
      data-own-answer
      action={formAction}
      onSubmit={(e) => {
        e.preventDefault();
        send(new FormData(e.currentTarget));
      }}
      className="flex items-center gap-2"
    >
      <input type="hidden" name="job_id" value={job.job_id} />
      {problem ? (
        <span role="alert" className="max-w-80 text-xs text-failed">
          {problem.title}: {problem.detail}
          {problem.status === 0 ? " Try again when the connection is back." : ""}
        </span>
      ) : null}
      <Button
        type="submit"
        variant="danger"
        size="sm"
        data-cancel
        disabled={!live || readOnly || asked}
        title={readOnly ? "This dashboard is read-only" : live ? undefined : `The job has ended: ${job.status}`}
      >
        <Ban aria-hidden className="size-3.5" />
        {asked ? "Canceling …" : "Cancel"}
      </Button>
    </form>
  );
}
