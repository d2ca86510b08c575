"use client";

import { useActionState } from "react";
import { Button } from "../../../components/button.tsx";
import { EMPTY_FORM } from "../../../lib/action-state.ts";
import { disableWorkspaceAction } from "../actions.ts";
import { ActionNote } from "./action-note.tsx";

/** Whether anything may start in a folder; it can be taken back at once, so nobody is asked again. */
export function EnabledSwitch({ id, name, disabled }: { id: string; name: string; disabled: boolean }) {
  const [state, change, pending] = useActionState(disableWorkspaceAction, EMPTY_FORM);
  return (
    <form action={change}>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="disabled" value={String(!disabled)} />
      <Button
        type="submit"
        variant="ghost"
        size="sm"
        disabled={pending}
        aria-label={disabled ? `Enable ${name}` : `Disable ${name}`}
        title={
          disabled
            ? "Runs and jobs may start in it again."
            : "No new run and no new job starts in it; what runs or waits goes on."
        }
      >
        {disabled ? "Enable" : "Disable"}
      </Button>
      <ActionNote state={state} />
    </form>
  );
}
