"use client";

import type { Workspace } from "@codex-toolloop/protocol";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Button } from "../../../../components/button.tsx";
import { FIELD_CLASS } from "../../../../components/field.tsx";
import { AGENTS_PARAMS } from "../../agents-params.ts";
import { useSay } from "../frame/note.tsx";

/** Every known workspace. Another one clears the session and shows its own sessions. */
export function WorkspaceSelect({ workspaces, chosen }: { workspaces: readonly Workspace[]; chosen: string }) {
  const [, set] = useQueryStates(AGENTS_PARAMS, { shallow: false, history: "push", scroll: false });
  const [value, setValue] = useState(chosen);
  const [seen, setSeen] = useState(chosen);
  const say = useSay();
  if (seen !== chosen) {
    setSeen(chosen);
    setValue(chosen);
  }
  const choose = (id: string) => {
    const next = workspaces.find((w) => w.id === id);
    if (!next) return;
    setValue(id);
    say(`${next.display_name}: ${countOf(next.session_count)}. The session was cleared.`);
    void set({ workspace: id, session: null, run: null, runner: null, from: null, open: null, tab: null });
  };
  return (
    <form action="/agents" className="flex min-w-0 grow items-end gap-2">
      <div className="min-w-0 grow">
        <label htmlFor="workspace" className="sr-only">
          Workspace
        </label>
        <select
          id="workspace"
          name="workspace"
          value={value}
          onChange={(e) => choose(e.target.value)}
          className={`${FIELD_CLASS} font-medium`}
        >
          {workspaces.length === 0 ? (
            <option value="">No workspace yet</option>
          ) : chosen === "" ? (
            // Without it the browser shows the first one as chosen, and the first one could not be chosen.
            <option value="">Choose a workspace</option>
          ) : null}
          {workspaces.map((w) => (
            <option key={w.id} value={w.id} title={w.local_path}>
              {w.display_name}
              {w.present ? "" : " (folder missing)"}
              {w.disabled ? " (disabled)" : ""}
            </option>
          ))}
        </select>
      </div>
      <Button type="submit" className="script:hidden">
        Show
      </Button>
    </form>
  );
}

function countOf(sessions: number): string {
  return sessions === 0 ? "no session yet" : sessions === 1 ? "1 session" : `${sessions} sessions`;
}
