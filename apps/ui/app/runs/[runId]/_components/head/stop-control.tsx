"use client";

import { LoaderCircle, Square } from "lucide-react";
import { useActionState } from "react";
import { Button } from "../../../../../components/button.tsx";
import { useFacts } from "../../../../../components/frame/facts.tsx";
import { stopRunFormAction } from "../../../actions.ts";

/** Asks the run to stop; works as a plain form, too. Asking again is allowed: it says that nothing else happens yet. */
export function StopControl({ runId, stopping }: { runId: string; stopping: boolean }) {
  const { readOnly } = useFacts();
  const [answer, act, pending] = useActionState(stopRunFormAction, null);
  const refused = answer && "problem" in answer ? answer.problem : null;
  const asked = stopping || pending || (answer !== null && "receipt" in answer);
  return (
    <form action={act} className="flex items-center gap-2">
      <input type="hidden" name="runId" value={runId} />
      {refused ? (
        <span role="alert" className="max-w-72 text-[12px] text-failed">
          {refused.title}: {refused.detail}
        </span>
      ) : null}
      <Button
        type="submit"
        variant="danger"
        disabled={asked || readOnly}
        title={readOnly ? "This dashboard is read-only" : undefined}
      >
        {asked ? (
          <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
        ) : (
          <Square aria-hidden className="size-3.5" />
        )}
        {asked ? "Stopping…" : "Stop"}
      </Button>
    </form>
  );
}
