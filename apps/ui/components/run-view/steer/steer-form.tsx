"use client";

import { CornerDownLeft, LoaderCircle } from "lucide-react";
import { useId, useRef, useState } from "react";
import { type SteerState, steerAction } from "../../../app/runs/agent-actions.ts";
import { useFormAction } from "../../../lib/use-form-action.ts";
import { Button } from "../../button.tsx";
import { FIELD_CLASS } from "../../field.tsx";
import { useFacts } from "../../frame/facts.tsx";

/** What the form must know of a live prompt. */
export interface SteeredRun {
  runId: string;
  status: string;
  runner?: string | undefined;
  replayOf?: unknown;
  stopRequestedAt?: string | undefined;
}

/**
 * Says something to an agent while it works: Enter sends, Shift and Enter begin a new line. What was sent comes back in the
 * transcript. Works as a plain form, too.
 */
export function SteerForm({ run }: { run: SteeredRun }) {
  const { readOnly } = useFacts();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState("");
  const { state, formAction, send, pending } = useFormAction<SteerState>(
    steerAction,
    { attempt: 0 },
    (previous, _form, problem) => ({ attempt: previous.attempt + 1, problem }),
  );
  const why = whyNot(run, readOnly);
  const isSent = state.sent !== undefined && !pending;
  return (
    <form
      ref={form}
      data-own-answer
      data-steer
      action={formAction}
      aria-label="Steer the agent"
      onSubmit={(e) => {
        e.preventDefault();
        if (why || pending || text.trim() === "") return;
        // What was typed goes only once it is on its way: a refusal keeps it.
        send(new FormData(e.currentTarget), (answer) => {
          if (!answer.problem) setText((now) => (now === text ? "" : now));
        });
      }}
      className="space-y-1"
    >
      <input type="hidden" name="runId" value={run.runId} />
      <div className="flex items-end gap-2">
        <label htmlFor={id} className="sr-only">
          Say something to the agent while it works
        </label>
        <textarea
          id={id}
          name="text"
          rows={1}
          value={text}
          onChange={(e) => setText(e.target.value)}
          onKeyDown={(e) => {
            if (e.key !== "Enter" || e.shiftKey || e.nativeEvent.isComposing) return;
            e.preventDefault();
            form.current?.requestSubmit();
          }}
          disabled={why !== undefined}
          aria-describedby={`${id}-note`}
          placeholder={why ?? "Say something while it works …"}
          className={`${FIELD_CLASS} field-sizing-content max-h-40 min-h-8 resize-none px-2.5 py-[0.22rem]!`}
        />
        <Button type="submit" disabled={why !== undefined} aria-disabled={pending || undefined}>
          {pending ? (
            <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
          ) : (
            <CornerDownLeft aria-hidden className="size-3.5" />
          )}
          Send
        </Button>
      </div>
      <p id={`${id}-note`} role="status" className={why ? "sr-only" : "text-[12px] text-muted empty:hidden"}>
        {why ?? (isSent && text === "" ? "Sent: it stands in the transcript once the agent has it." : "")}
      </p>
      {state.problem && !pending ? (
        <p role="alert" className="text-[12px] text-failed">
          {state.problem.title}: {state.problem.detail}
        </p>
      ) : null}
    </form>
  );
}

function whyNot(run: SteeredRun, readOnly: boolean): string | undefined {
  if (readOnly) return "This dashboard is read-only.";
  if (run.replayOf !== undefined || run.runner === "replay") return "A replay cannot be steered: nobody listens.";
  if (run.stopRequestedAt !== undefined) return "It is being stopped.";
  return run.status === "running" ? undefined : "It can be steered once it runs.";
}
