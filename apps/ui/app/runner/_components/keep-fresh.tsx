"use client";

import { useLiveRefresh } from "../../../components/run-list/use-live-refresh.ts";
import { usePollRefresh } from "../../../components/run-list/use-poll-refresh.ts";

/** Between two looks while the stream does not tell what changes, in milliseconds. */
const POLL_MS = 4000;

/**
 * Renders the page again when a job changes: at once by the stream; without it every few seconds, never while hidden.
 * @param job the selected one
 */
export function KeepFresh({ job }: { job: string | null }) {
  useLiveRefresh(
    (m) => (m.type === "run.changed" && m.run.kind === "script") || (m.type === "run.removed" && m.runId === job),
  );
  usePollRefresh(POLL_MS);
  return null;
}
