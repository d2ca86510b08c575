"use client";

import type { Decision } from "@codex-toolloop/protocol";
import { LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type DecideState, decideAction } from "../../../app/runs/agent-actions.ts";
import type { ApprovalBlock } from "../../../lib/run-view/block.ts";
import { useFormAction } from "../../../lib/use-form-action.ts";
import { Button, type ButtonVariant } from "../../button.tsx";
import { describedBy, FIELD_CLASS, Field } from "../../field.tsx";
import { useFacts } from "../../frame/facts.tsx";
import { NotifyApprovals } from "../../notify/notify-approvals.tsx";
import { useDraft } from "../../use-draft.ts";
import { Key } from "./approval-form.tsx";
import { GATE_LOOK, knownDecisions } from "./decision-look.ts";

const VARIANT: Partial<Record<Decision, ButtonVariant>> = { approve: "primary", decline: "danger" };
const COMMENT_MAX = 4000;

/**
 * The answer to a gate: approve, decline, or push back with the words that the earlier step is told. What is typed is kept
 * until it was sent. A plain form: it works without JavaScript.
 */
export function GateForm({ runId, block }: { runId: string; block: ApprovalBlock }) {
  const { readOnly } = useFacts();
  const { state, formAction, send, pending } = useFormAction<DecideState>(
    decideAction,
    { attempt: 0 },
    (previous, form, problem) => ({ attempt: previous.attempt + 1, problem, comment: String(form.get("comment")) }),
  );
  const draft = useDraft(`toolloop.gate.${runId}.${block.approvalId}`, state.comment === undefined);
  const [typed, setTyped] = useState<string>();
  const [asked, setAsked] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const id = `gate-${block.approvalId}`;
  const wrong = pending ? undefined : state.problem?.errors?.find((e) => e.path === "comment")?.message;
  const off = readOnly || pending || state.sent !== undefined;
  const canPushBack = block.decisions.includes("push_back");
  useEffect(() => {
    if (wrong !== undefined) field.current?.focus();
  }, [wrong]);
  return (
    <form
      data-own-answer
      action={formAction}
      onSubmit={(e) => {
        e.preventDefault();
        const { nativeEvent: submit, currentTarget } = e;
        const button = submit instanceof SubmitEvent ? submit.submitter : null;
        if (off || button === null) return;
        const form = new FormData(currentTarget, button);
        setAsked(String(form.get("decision")));
        send(form, (answer) => answer.sent && draft.discard());
      }}
      className="mt-2 space-y-2"
    >
      <input type="hidden" name="runId" value={runId} />
      <input type="hidden" name="approvalId" value={block.approvalId} />
      <input type="hidden" name="gate" value="true" />
      <Field
        id={id}
        label="Comment"
        help={
          canPushBack && wrong === undefined ? "Required to push back: it is what the earlier step is told." : undefined
        }
        error={wrong}
      >
        <textarea
          ref={field}
          name="comment"
          {...describedBy(id, canPushBack && wrong === undefined, wrong)}
          rows={2}
          maxLength={COMMENT_MAX}
          disabled={readOnly}
          value={typed ?? state.comment ?? draft.found ?? ""}
          onChange={(e) => {
            setTyped(e.target.value);
            draft.save(e.target.value);
          }}
          className={`${FIELD_CLASS} field-sizing-content max-h-60 min-h-14 resize-y`}
        />
      </Field>
      <div className="flex flex-wrap items-center gap-2">
        {knownDecisions(block.decisions).map((d) => (
          <Button
            key={d}
            type="submit"
            name="decision"
            value={d}
            variant={VARIANT[d] ?? "plain"}
            // Not disabled while it is sent: the focus would be lost.
            disabled={readOnly}
            aria-disabled={off || undefined}
            aria-keyshortcuts={GATE_LOOK[d].key}
            title={readOnly ? "This dashboard is read-only" : GATE_LOOK[d].title}
          >
            {pending && asked === d ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : null}
            {GATE_LOOK[d].label}
            {GATE_LOOK[d].key ? <Key letter={GATE_LOOK[d].key} /> : null}
          </Button>
        ))}
      </div>
      <p role="status" className="text-[12.5px] text-muted empty:hidden">
        {state.sent && !pending ? "Sent. The run goes on as soon as it has taken it." : ""}
      </p>
      {state.problem && !pending && wrong === undefined ? (
        <p role="alert" className="text-[12.5px] text-failed">
          {state.problem.title}: {state.problem.detail}
          {state.problem.status === 0 ? " Try again when the connection is back." : ""}
        </p>
      ) : null}
      <NotifyApprovals />
    </form>
  );
}
