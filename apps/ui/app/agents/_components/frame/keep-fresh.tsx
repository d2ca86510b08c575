"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
import { useLiveRefresh } from "../../../../components/run-list/use-live-refresh.ts";
import { useConnectionState } from "../../../../lib/live/live-provider.tsx";
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
  const router = useRouter();
  const [reading, startReading] = useTransition();
  const isReading = useRef(reading);
  useEffect(() => {
    isReading.current = reading;
  });
  const connection = useConnectionState();
  const shown = new Set(known);
  useLiveRefresh((m) => {
    if (m.type === "workspaces.changed") return true;
    if (m.type === "sessions.changed") return m.workspaceId === workspace;
    if (m.type === "run.removed") return known.some((k) => k.startsWith(m.runId));
    if (m.type !== "run.changed") return false;
    const mine = m.run.kind === "prompt" && m.run.workspace?.id === workspace;
    return (mine || m.run.runId === clone) && !shown.has(runState(m.run));
  });
  useEffect(() => {
    if (connection === "live" || connection === "paused") return;
    const id = setInterval(() => {
      // One look at a time: where nobody answers, the first waits (patient-fetch.ts).
      if (document.visibilityState === "visible" && !isReading.current) startReading(() => router.refresh());
    }, POLL_MS);
    return () => clearInterval(id);
  }, [connection, router]);
  return null;
}
