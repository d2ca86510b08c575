"use client";

import { useRouter } from "next/navigation";
import { startTransition, useEffect } from "react";
import { useLiveRefresh } from "../../../components/run-list/use-live-refresh.ts";
import { useConnectionState } from "../../../lib/live/live-provider.tsx";

/** Between two looks while the stream does not tell what changes, in milliseconds. */
const POLL_MS = 4000;

/**
 * Renders the page again when a job changes: at once by the stream; without it every few seconds, never while hidden.
 * @param job the selected one
 */
export function KeepFresh({ job }: { job: string | null }) {
  const router = useRouter();
  const connection = useConnectionState();
  useLiveRefresh(
    (m) => (m.type === "run.changed" && m.run.kind === "script") || (m.type === "run.removed" && m.runId === job),
  );
  useEffect(() => {
    if (connection === "live" || connection === "paused") return;
    const abort = new AbortController();
    const id = setInterval(async () => {
      if (document.visibilityState !== "visible") return;
      // A refresh that nobody answers would leave the page for the browser's own error: ask first.
      const answer = await fetch("/api/runner/jobs?limit=1", { signal: abort.signal }).catch(() => null);
      if (answer?.ok && !abort.signal.aborted) startTransition(() => router.refresh());
    }, POLL_MS);
    return () => {
      abort.abort();
      clearInterval(id);
    };
  }, [connection, router]);
  return null;
}
