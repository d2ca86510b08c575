"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
import { useConnectionState } from "../../lib/live/live-provider.tsx";

/**
 * Renders the page again on the server every `everyMs` milliseconds while it is visible and the stream is not alive: what a
 * page shows goes on changing where nothing can be heard.
 */
export function usePollRefresh(everyMs: number): void {
  const router = useRouter();
  const [reading, startReading] = useTransition();
  const isReading = useRef(reading);
  useEffect(() => {
    isReading.current = reading;
  });
  const connection = useConnectionState();
  useEffect(() => {
    if (connection === "live" || connection === "paused") return;
    const id = setInterval(() => {
      // One look at a time: where nobody answers, the first waits (patient-fetch.ts).
      if (document.visibilityState === "visible" && !isReading.current) startReading(() => router.refresh());
    }, everyMs);
    return () => clearInterval(id);
  }, [connection, router, everyMs]);
}
