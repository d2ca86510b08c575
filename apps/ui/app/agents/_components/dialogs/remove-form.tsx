"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { Button } from "../../../../components/button.tsx";
import { useFacts } from "../../../../components/frame/facts.tsx";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { useFormAction } from "../../../../lib/use-form-action.ts";
import { EMPTY_AGENT_FORM, unanswered } from "../../form-state.ts";
import { removeWorkspaceAction } from "../../workspace-actions.ts";
import { useSay } from "../frame/note.tsx";
import { Refusal } from "../refusal.tsx";

/** The button that does it, and for a clone of ours the box that also deletes its folder. */
export function RemoveForm({
  workspaceId,
  name,
  clone,
  live,
}: {
  workspaceId: string;
  name: string;
  clone: string | null;
  live: boolean;
}) {
  const router = useRouter();
  const say = useSay();
  const { readOnly } = useFacts();
  const { state, formAction, send, pending } = useFormAction(removeWorkspaceAction, EMPTY_AGENT_FORM, unanswered);
  const onSubmit = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    form.set("stay", "1");
    send(form, ({ done }) => {
      if (!done) return;
      say(`${name}: ${done}`);
      router.push("/agents" as Route, { scroll: false });
    });
  };
  return (
    <form action={formAction} onSubmit={onSubmit} data-own-answer className="space-y-3">
      <input type="hidden" name="workspace_id" value={workspaceId} />
      {clone ? (
        <label className="flex items-start gap-2">
          <input type="checkbox" name="delete_clone" className="mt-0.5 size-4 accent-accent" />
          <span>
            Delete the clone too
            <span className="block font-mono text-xs [overflow-wrap:anywhere] text-muted">{visibleText(clone)}</span>
          </span>
        </label>
      ) : null}
      <Refusal state={state} known={[]} what="workspace" />
      <Button
        type="submit"
        variant="danger"
        disabled={pending || live || readOnly}
        title={live ? "Stop its live runs first" : undefined}
      >
        {pending ? "Removing …" : `Remove ${name}`}
      </Button>
    </form>
  );
}
