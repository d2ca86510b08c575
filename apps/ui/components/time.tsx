"use client";

import { formatDuration } from "@codex-toolloop/protocol";
import { useEffect, useState } from "react";

/** The present instant, ticking while the tab is visible; the server's instant until the page has come alive. */
export function useNow(everyMs: number, serverNow: number, ticking = true): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (!ticking) return;
    const tick = () => document.visibilityState === "visible" && setNow(Date.now());
    tick();
    const id = setInterval(tick, everyMs);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(id);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [everyMs, ticking]);
  return now;
}

/** `just now`, `4 min ago`, `3 h ago`, `2 d ago`. */
export function relativeTime(at: number, now: number): string {
  const s = Math.round((now - at) / 1000);
  if (s < 10) return "just now";
  if (s < 60) return `${s} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ago`;
  return `${Math.floor(s / 86_400)} d ago`;
}

/** A relative time with the exact one on hover. */
export function RelativeTime({ at, serverNow }: { at: string; serverNow: number }) {
  // Seconds count while seconds are shown.
  const [young, setYoung] = useState(serverNow - Date.parse(at) < 60_000);
  const now = useNow(young ? 1000 : 10_000, serverNow);
  if (young && now - Date.parse(at) >= 60_000) setYoung(false);
  return (
    <time dateTime={at} title={at.replace("T", " ").replace(/\.\d+Z$/, " UTC")} className="whitespace-nowrap">
      {relativeTime(Date.parse(at), now)}
    </time>
  );
}

/** A duration that counts while the run runs. */
export function LiveDuration({ from, to, serverNow }: { from: string; to?: string | undefined; serverNow: number }) {
  const now = useNow(1000, serverNow, to === undefined);
  const ms = Math.max(0, (to ? Date.parse(to) : now) - Date.parse(from));
  return (
    <span className="tabular-nums">
      {to || ms < 1000 ? formatDuration(ms) : formatDuration(Math.floor(ms / 1000) * 1000)}
    </span>
  );
}
