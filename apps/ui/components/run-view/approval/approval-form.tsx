"use client";

import type { Decision } from "@codex-toolloop/protocol";
import { LoaderCircle } from "lucide-react";
import { useState } from "react";
import { type DecideState, decideAction } from "../../../app/runs/agent-actions.ts";
import type { ApprovalBlock } from "../../../lib/run-view/block.ts";
import { useFormAction } from "../../../lib/use-form-action.ts";
import { Button, type ButtonVariant } from "../../button.tsx";
import { FIELD_CLASS } from "../../field.tsx";
import { useFacts } from "../../frame/facts.tsx";
import { NotifyApprovals } from "../../notify/notify-approvals.tsx";
import { DECISION_LOOK, knownDecisions } from "./decision-look.ts";

const VARIANT: Record<Decision, ButtonVariant> = {
  approve: "primary",
  approve_for_session: "plain",
  decline: "plain",
  push_back: "plain",
  cancel: "danger",
};

/** The buttons of an approval that waits. A plain form: it works without JavaScript. */
export function ApprovalForm({ runId, block }: { runId: string; block: ApprovalBlock }) {
  const { readOnly } = useFacts();
  const { state, formAction, send, pending } = useFormAction<DecideState>(
    decideAction,
    { attempt: 0 },
    (previous, _form, problem) => ({ attempt: previous.attempt + 1, problem }),
  );
  const [asked, setAsked] = useState<string>();
  const sent = pending ? asked : state.sent;
  const decisions = knownDecisions(block.decisions);
  const off = readOnly || sent !== undefined;
  return (
    <form
      data-own-answer
      action={formAction}
      onSubmit={(e) => {
        e.preventDefault();
        const { nativeEvent: submit, currentTarget } = e;
        const button = submit instanceof SubmitEvent ? submit.submitter : null;
        const form = new FormData(currentTarget, button);
        // Enter in the reason's field is a decline: nothing is allowed by a key that only ends a text.
        if (button === null || !form.has("decision")) form.set("decision", "decline");
        if (off) return;
        setAsked(String(form.get("decision")));
        send(form);
      }}
      className="mt-2 space-y-2"
    >
      <input type="hidden" name="runId" value={runId} />
      <input type="hidden" name="approvalId" value={block.approvalId} />
      <div className="flex flex-wrap items-center gap-2">
        {decisions.map((d) => (
          <Button
            key={d}
            type="submit"
            name="decision"
            value={d}
            variant={VARIANT[d]}
            size="sm"
            // Not disabled while it is sent: the focus would be lost.
            disabled={readOnly}
            aria-disabled={off || undefined}
            aria-keyshortcuts={DECISION_LOOK[d].key}
            title={readOnly ? "This dashboard is read-only" : DECISION_LOOK[d].title}
          >
            {pending && asked === d ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : null}
            {DECISION_LOOK[d].label}
            {DECISION_LOOK[d].key ? <Key letter={DECISION_LOOK[d].key} /> : null}
          </Button>
        ))}
        {decisions.includes("decline") ? (
          <input
            name="comment"
            aria-label="Reason, sent with Decline"
            placeholder="Reason, sent with Decline"
            maxLength={4000}
            disabled={readOnly}
            onKeyDown={(e) => {
              if (e.key !== "Enter" || e.nativeEvent.isComposing) return;
              // The browser would press the first button, which approves.
              e.preventDefault();
              e.currentTarget.form?.querySelector<HTMLButtonElement>('button[value="decline"]')?.click();
            }}
            className={`${FIELD_CLASS} h-7 w-56! min-w-32 grow py-0 text-[12.5px] sm:grow-0`}
          />
        ) : null}
      </div>
      <p role="status" className="text-[12.5px] text-muted empty:hidden">
        {state.sent && !pending ? "Sent. The agent goes on as soon as it has taken it." : ""}
      </p>
      {state.problem && !pending ? (
        <p role="alert" className="text-[12.5px] text-failed">
          {state.problem.title}: {state.problem.detail}
          {state.problem.status === 0 ? " Try again when the connection is back." : ""}
        </p>
      ) : null}
      <NotifyApprovals />
    </form>
  );
}

/** The key of a button, for who can see it; a screen reader is told by `aria-keyshortcuts`. */
export function Key({ letter }: { letter: string }) {
  return (
    <kbd
      aria-hidden
      className="no-script:hidden rounded border border-current/35 px-1 font-mono text-[10.5px] leading-4 opacity-80 max-md:hidden"
    >
      {letter}
    </kbd>
  );
}
