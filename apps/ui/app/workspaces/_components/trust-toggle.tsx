"use client";

import { useActionState } from "react";
import { Button } from "../../../components/button.tsx";
import { EMPTY_FORM } from "../../../lib/action-state.ts";
import { trustWorkspaceAction } from "../actions.ts";
import { ActionNote } from "./action-note.tsx";

/** Trust is asked for with what it means; taking it back needs no words. */
export function TrustToggle({ id, name, trusted }: { id: string; name: string; trusted: boolean }) {
  const [state, change, pending] = useActionState(trustWorkspaceAction, EMPTY_FORM);
  const fields = (
    <>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="trusted" value={String(!trusted)} />
    </>
  );
  if (trusted)
    return (
      <form action={change}>
        {fields}
        <Button type="submit" variant="ghost" size="sm" disabled={pending} aria-label={`Stop trusting ${name}`}>
          Stop trusting
        </Button>
        <ActionNote state={state} />
      </form>
    );
  return (
    <details className="max-w-prose">
      <summary className="inline-flex h-7 items-center rounded-md px-2.5 text-xs font-medium text-muted hover:bg-raised hover:text-fg">
        Trust …
      </summary>
      <form action={change} className="mt-1 rounded-md border border-warn-line bg-warn-bg px-3 py-2.5 text-warn-fg">
        {fields}
        <p className="mb-2">
          Workflows that this folder defines itself (
          <code className="font-mono text-xs">.codex-toolloop/workflows</code>) may then be started. They are commands
          that run as you, with your rights. Trust only folders whose content you know; whoever can change them can
          change what runs.
        </p>
        <Button type="submit" disabled={pending} aria-label={`Trust ${name}`}>
          Trust this folder
        </Button>
        <ActionNote state={state} />
      </form>
    </details>
  );
}
