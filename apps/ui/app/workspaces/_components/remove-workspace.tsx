"use client";

import { useActionState } from "react";
import { Button } from "../../../components/button.tsx";
import { EMPTY_FORM } from "../../../lib/action-state.ts";
import { removeWorkspaceAction } from "../actions.ts";
import { ActionNote } from "./action-note.tsx";

/** Takes a folder off the list, after saying what stays. */
export function RemoveWorkspace({ id, name, runs }: { id: string; name: string; runs: number }) {
  const [state, remove, pending] = useActionState(removeWorkspaceAction, EMPTY_FORM);
  return (
    <details className="max-w-prose">
      <summary className="inline-flex h-7 items-center rounded-md px-2.5 text-xs font-medium text-muted hover:bg-raised hover:text-fg">
        Remove …
      </summary>
      <form action={remove} className="mt-1 rounded-md border border-line bg-raised px-3 py-2.5">
        <input type="hidden" name="id" value={id} />
        <p className="mb-2">
          Only the entry goes. The folder stays as it is
          {runs > 0 ? `, and so ${runs === 1 ? "does its run" : `do its ${runs} runs`}` : ""}. It can be added again.
        </p>
        <Button type="submit" variant="danger" disabled={pending} aria-label={`Remove ${name} from the list`}>
          Remove from the list
        </Button>
        <ActionNote state={state} />
      </form>
    </details>
  );
}
