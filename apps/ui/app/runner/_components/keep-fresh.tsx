"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
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
  const [reading, startReading] = useTransition();
  const isReading = useRef(reading);
  useEffect(() => {
    isReading.current = reading;
  });
  const connection = useConnectionState();
  useLiveRefresh(
    (m) => (m.type === "run.changed" && m.run.kind === "script") || (m.type === "run.removed" && m.runId === job),
  );
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
