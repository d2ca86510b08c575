"use client";

import type { StreamMessage } from "@codex-toolloop/protocol";
import { useRouter } from "next/navigation";
import { startTransition, useEffect, useRef } from "react";
import { useConnectionState, useStreamMessages } from "../../lib/live/live-provider.tsx";

const DEBOUNCE_MS = 150;
/** A page under constant change is rendered again at most this often. */
const AT_MOST_EVERY_MS = 1000;

/**
 * Renders the page again on the server when something that it shows has changed, and whenever the stream comes (back)
 * alive: what happened in between was not heard. `matters` says which messages change the page.
 */
export function useLiveRefresh(matters: (message: StreamMessage) => boolean): void {
  const router = useRouter();
  const connection = useConnectionState();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(0);
  const refresh = () => {
    clearTimeout(timer.current);
    const wait = Math.max(DEBOUNCE_MS, last.current + AT_MOST_EVERY_MS - Date.now());
    timer.current = setTimeout(() => {
      last.current = Date.now();
      startTransition(() => router.refresh());
    }, wait);
  };
  useStreamMessages((m) => {
    if (matters(m)) refresh();
  });
  const latest = useRef(refresh);
  useEffect(() => {
    latest.current = refresh;
  });
  useEffect(() => {
    if (connection === "live") latest.current();
  }, [connection]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
