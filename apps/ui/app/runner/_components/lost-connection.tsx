"use client";

import { useEffect, useState } from "react";
import { Callout } from "../../../components/callout.tsx";
import { useConnectionState } from "../../../lib/live/live-provider.tsx";

/** A stream that is back within this time (ms) is worth no word. */
const PATIENCE_MS = 1500;

/** Says that the dashboard does not answer, since when, and what that means for what is shown. */
export function LostConnection() {
  const connection = useConnectionState();
  const [since, setSince] = useState<number>();
  const lost = connection === "reconnecting";
  useEffect(() => {
    if (!lost) return setSince(undefined);
    const at = Date.now();
    const timer = setTimeout(() => setSince(at), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!lost || since === undefined) return null;
  return (
    <Callout level="warning" role="status" title={`No connection to the dashboard since ${clock(since)}.`}>
      <p>
        What is shown may be old; jobs go on without it. This page tries again by itself, every five seconds at the
        latest. If it stays so, start <code className="font-mono text-xs">codex-toolloop</code> again in a terminal.
      </p>
    </Callout>
  );
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString("en", { hour12: false });
}
