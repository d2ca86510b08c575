"use client";

import { useRouter } from "next/navigation";
import { startTransition, useEffect } from "react";
import { useLiveRefresh } from "../../../components/run-list/use-live-refresh.ts";
import { useConnectionState } from "../../../lib/live/live-provider.tsx";

/** Between two looks while the stream does not tell what changes. */
const POLL_MS = 4000;

/** Renders the page again when a job changes: at once by the stream; without it every few seconds, never while hidden. */
export function KeepFresh() {
  const router = useRouter();
  const connection = useConnectionState();
  useLiveRefresh((m) => (m.type === "run.changed" && m.run.kind === "script") || m.type === "run.removed");
  useEffect(() => {
    if (connection === "live" || connection === "paused") return;
    const id = setInterval(() => {
      if (document.visibilityState === "visible") startTransition(() => router.refresh());
    }, POLL_MS);
    return () => clearInterval(id);
  }, [connection, router]);
  return null;
}
