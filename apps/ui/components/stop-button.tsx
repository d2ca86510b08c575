"use client";

import { Square } from "lucide-react";
import { useActionState } from "react";
import { stopRunFormAction } from "../app/runs/actions.ts";
import { useFacts } from "./frame/facts.tsx";

/** Stops one run from a list. A form, so that it works without JavaScript; a refusal is said beside it. */
export function StopButton({ runId, title, stopping }: { runId: string; title: string; stopping: boolean }) {
  const { readOnly } = useFacts();
  const [result, stop, pending] = useActionState(stopRunFormAction, null);
  const asked = stopping || pending || (result !== null && "receipt" in result);
  const refusal = result !== null && "problem" in result ? result.problem.detail : undefined;
  return (
    <form action={stop} className="relative z-10 inline-block">
      <input type="hidden" name="runId" value={runId} />
      <button
        type="submit"
        disabled={readOnly}
        title={readOnly ? "This dashboard is read-only" : undefined}
        aria-disabled={asked}
        aria-label={asked ? `Stopping ${title}` : `Stop ${title}`}
        data-stop={runId}
        onClick={(e) => asked && e.preventDefault()}
        className="inline-flex h-6 items-center gap-1.5 rounded border border-line-strong bg-panel px-2 text-xs font-medium whitespace-nowrap hover:border-failed/60 hover:text-failed disabled:opacity-50 aria-disabled:opacity-60"
      >
        <Square aria-hidden className="size-2.5 fill-current" />
        {asked ? "Stopping" : "Stop"}
      </button>
      {refusal ? (
        <span
          role="alert"
          className="absolute top-full right-0 z-20 mt-1 w-64 rounded-md border border-failed/40 bg-bad-bg px-2.5 py-1.5 text-left text-xs text-failed shadow-lg"
        >
          {refusal}
        </span>
      ) : null}
    </form>
  );
}
