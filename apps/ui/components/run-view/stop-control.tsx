"use client";

import type { RunSummary } from "@codex-toolloop/protocol";
import { LoaderCircle, Skull, Square } from "lucide-react";
import { useActionState, useState } from "react";
import { stopRunFormAction } from "../../app/runs/actions.ts";
import { Button } from "../button.tsx";
import { useFacts } from "../frame/facts.tsx";
import { StopCountdown } from "./stop-countdown.tsx";

/**
 * Asks the run to stop; once that is under way, says when the next signal is due and offers to skip the wait. Works as
 * plain forms, too.
 * @param graceSeconds of this run; null where its request cannot be read.
 */
export function StopControl({
  run,
  graceSeconds,
  serverNow,
}: {
  run: Pick<RunSummary, "runId" | "stopRequestedAt">;
  graceSeconds: number | null;
  serverNow: number;
}) {
  const { readOnly } = useFacts();
  const [answer, act, pending] = useActionState(stopRunFormAction, null);
  const refused = answer && "problem" in answer ? answer.problem : null;
  const receipt = answer && "receipt" in answer ? answer.receipt : null;
  const askedAt = run.stopRequestedAt ?? receipt?.requestedAt;
  // A plain stop is answered after the stream has told of it: only the button that was pressed says which one is pending.
  const [forced, setForced] = useState(false);
  const killing = receipt?.forcedAt !== undefined || (pending && forced);
  return (
    <form
      action={act}
      onSubmit={({ nativeEvent: e }) =>
        setForced(e instanceof SubmitEvent && e.submitter?.getAttribute("name") === "force")
      }
      className="flex flex-wrap items-center gap-2"
    >
      <input type="hidden" name="runId" value={run.runId} />
      {refused ? (
        <span role="alert" className="max-w-72 text-[12px] text-failed">
          {refused.title}: {refused.detail}
        </span>
      ) : null}
      {askedAt === undefined ? (
        <Button type="submit" variant="danger" disabled={pending || readOnly} title={readOnly ? READ_ONLY : undefined}>
          {pending ? (
            <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
          ) : (
            <Square aria-hidden className="size-3.5" />
          )}
          {pending ? "Stopping…" : "Stop"}
        </Button>
      ) : (
        <>
          <StopCountdown askedAt={askedAt} graceSeconds={graceSeconds} killing={killing} serverNow={serverNow} />
          <Button
            type="submit"
            name="force"
            value="true"
            variant="danger"
            disabled={killing || readOnly}
            title={readOnly ? READ_ONLY : "Skips the rest of the grace: every process of this run gets SIGKILL"}
          >
            <Skull aria-hidden className="size-3.5" />
            Kill now
          </Button>
        </>
      )}
    </form>
  );
}

const READ_ONLY = "This dashboard is read-only";
