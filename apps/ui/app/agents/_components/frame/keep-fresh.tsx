"use client";

import { useLiveRefresh } from "../../../../components/run-list/use-live-refresh.ts";
import { usePollRefresh } from "../../../../components/run-list/use-poll-refresh.ts";
import { runState } from "../../run-state.ts";

/** Between two looks while the stream does not tell what changes, in milliseconds. */
const POLL_MS = 4000;

/**
 * Renders the console again when its workspaces, sessions or prompts change: at once by the stream; without it every few
 * seconds, never while hidden. What a run says of itself while it runs is the output's own business.
 * @param known state of each run that is shown, `id status`
 */
export function KeepFresh({
  workspace,
  clone,
  known,
}: {
  workspace: string | null;
  clone: string | null;
  known: string[];
}) {
  const shown = new Set(known);
  useLiveRefresh((m) => {
    if (m.type === "workspaces.changed") return true;
    if (m.type === "sessions.changed") return m.workspaceId === workspace;
    if (m.type === "run.removed") return known.some((k) => k.startsWith(m.runId));
    if (m.type !== "run.changed") return false;
    const mine = m.run.kind === "prompt" && m.run.workspace?.id === workspace;
    return (mine || m.run.runId === clone) && !shown.has(runState(m.run));
  });
  usePollRefresh(POLL_MS);
  return null;
}
