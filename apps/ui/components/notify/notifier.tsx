"use client";

import { isFinal, type RunSummary } from "@codex-toolloop/protocol";
import { useRouter } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import { useStream, useStreamMessages } from "../../lib/live/live-provider.tsx";
import { ENDED_WORDS } from "./ended-words.ts";
import { onWatchedRuns, watchedRuns, watchRun } from "./watched-runs.ts";

/** Says on the desktop that a watched run is over, when its tab is hidden. Renders nothing. */
export function Notifier() {
  const stream = useStream();
  const router = useRouter();
  const count = useSyncExternalStore(
    onWatchedRuns,
    () => watchedRuns().size,
    () => 0,
  );
  useEffect(() => (count > 0 ? stream?.keepWhileHidden() : undefined), [count, stream]);
  useStreamMessages((m) => {
    if (m.type !== "run.changed" || !isFinal(m.run.status) || !watchedRuns().has(m.run.runId)) return;
    watchRun(m.run.runId, false);
    if (document.visibilityState === "hidden") show(m.run, () => router.push(`/runs/${m.run.runId}`));
  });
  return null;
}

function show(run: RunSummary, open: () => void): void {
  if (!isFinal(run.status) || !("Notification" in window) || Notification.permission !== "granted") return;
  const where = run.workspace ? ` · ${run.workspace.name}` : "";
  const notification = new Notification(`${run.title} ${ENDED_WORDS[run.status]}`, {
    body: `${run.detail ?? run.workflow}${where}`,
    tag: run.runId,
  });
  notification.onclick = () => {
    window.focus();
    open();
    notification.close();
  };
}
