"use client";

import type { Removal } from "@codex-toolloop/protocol";
import { useActionState } from "react";
import { Button } from "../../../components/button.tsx";
import { EMPTY_FORM } from "../../../lib/action-state.ts";
import { removeWorkspaceAction } from "../actions.ts";
import { ActionNote } from "./action-note.tsx";

const count = (n: number, one: string) => `${n} ${n === 1 ? one : `${one}s`}`;

/** Takes a folder off the list, after saying what is lost and what stays. @param lost null where that cannot be known. */
export function RemoveWorkspace({ id, name, lost }: { id: string; name: string; lost: Removal | null }) {
  const [state, remove, pending] = useActionState(removeWorkspaceAction, EMPTY_FORM);
  return (
    <details className="max-w-prose">
      <summary className="inline-flex h-7 items-center rounded-md px-2.5 text-xs font-medium text-muted hover:bg-raised hover:text-fg">
        Remove …
      </summary>
      <form action={remove} className="mt-1 space-y-2 rounded-md border border-line bg-raised px-3 py-2.5">
        <input type="hidden" name="id" value={id} />
        <p>{lost && lost.sessions > 0 ? whatIsLost(lost) : "Only the entry goes."}</p>
        <p>
          The folder stays as it is
          {lost && lost.other_runs > 0
            ? `, and so ${verb(lost.other_runs)} ${count(lost.other_runs, "run")} of workflows`
            : ""}
          . It can be added again.
        </p>
        {lost && lost.live_run_ids.length > 0 ? (
          <p className="font-medium text-failed">
            {count(lost.live_run_ids.length, "run")} in it must be stopped first.
          </p>
        ) : null}
        {lost?.clone_path ? (
          <label className="flex items-start gap-2">
            <input type="checkbox" name="delete_clone" className="mt-0.5 size-4 accent-accent" />
            <span>
              Delete the clone too
              <span className="block font-mono text-xs break-all text-muted">{lost.clone_path}</span>
            </span>
          </label>
        ) : null}
        <Button type="submit" variant="danger" disabled={pending} aria-label={`Remove ${name} from the list`}>
          Remove from the list
        </Button>
        <ActionNote state={state} />
      </form>
    </details>
  );
}

function whatIsLost({ sessions, runs, worktrees }: Removal): string {
  const dirty = worktrees.filter((w) => w.dirty).length;
  const parts = [
    `${count(sessions, "session")} of the Agent Console and ${count(runs, "run")} of ${sessions === 1 ? "it" : "them"} are deleted`,
    ...(worktrees.length > 0 ? [`with ${count(worktrees.length, "worktree")}`] : []),
    ...(dirty > 0
      ? [`${dirty} of which ${dirty === 1 ? "holds" : "hold"} changes in no commit, or commits on no branch`]
      : []),
  ];
  return `${parts.join(", ")}.`;
}

function verb(n: number): string {
  return n === 1 ? "does" : "do";
}
