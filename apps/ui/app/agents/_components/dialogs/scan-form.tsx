"use client";

import type { ScanAnswer } from "@codex-toolloop/protocol";
import { type FormEvent, useState } from "react";
import { Button } from "../../../../components/button.tsx";
import { useFacts } from "../../../../components/frame/facts.tsx";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { useFormAction } from "../../../../lib/use-form-action.ts";
import { EMPTY_AGENT_FORM, unanswered } from "../../form-state.ts";
import { addScannedAction } from "../../workspace-actions.ts";
import { Refusal } from "../refusal.tsx";

/** The folders that were found; any number may be ticked, those on the list already are marked. */
export function ScanForm({ folders }: { folders: ScanAnswer["folders"] }) {
  const { readOnly } = useFacts();
  const { state, formAction, send, pending } = useFormAction(addScannedAction, EMPTY_AGENT_FORM, unanswered);
  const [ticked, setTicked] = useState(0);
  const onSubmit = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    send(new FormData(e.currentTarget));
  };
  return (
    <form
      action={formAction}
      onSubmit={onSubmit}
      onChange={(e) => setTicked(new FormData(e.currentTarget).getAll("path").length)}
      data-own-answer
      className="space-y-3"
    >
      <ul aria-label="Repositories" className="max-h-[44dvh] overflow-y-auto rounded-md border border-line">
        {folders.map((f) => (
          <li key={f.path} className="border-b border-line last:border-b-0">
            <label className="flex items-start gap-2.5 px-3 py-1.5 hover:bg-raised">
              <input
                type="checkbox"
                name="path"
                value={f.path}
                disabled={f.workspace_id !== null}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0 grow">
                <span className="flex items-baseline gap-2">
                  <span className="font-medium">{visibleText(f.suggested_name)}</span>
                  {f.workspace_id ? <span className="text-xs text-muted">on the list already</span> : null}
                </span>
                <span className="block truncate font-mono text-xs text-muted" title={f.path}>
                  {visibleText(f.path)}
                </span>
                {f.remote ? <span className="block truncate text-xs text-muted">{visibleText(f.remote)}</span> : null}
              </span>
            </label>
          </li>
        ))}
      </ul>
      <Refusal state={state} known={[]} what="workspace" />
      <Button type="submit" variant="primary" disabled={pending || readOnly}>
        {pending ? "Adding …" : ticked > 1 ? `Add ${ticked} folders` : "Add the ticked folders"}
      </Button>
    </form>
  );
}
