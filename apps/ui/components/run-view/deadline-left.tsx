"use client";

import { formatDuration, isFinal } from "@codex-toolloop/protocol";
import { useEffect, useState } from "react";
import { useNow } from "../time.tsx";
import { useRunView } from "./run-view-provider.tsx";

/** How long the run may still take: its time limit does not wait while a person is asked. Nothing once it is over. */
export function DeadlineLeft({ className = "" }: { className?: string }) {
  const startedAt = useRunView((s) => (isFinal(s.run.status) ? undefined : s.run.startedAt));
  const seconds = useRunView((s) => s.timeoutSeconds);
  const [loadedAt, setLoadedAt] = useState<number>();
  // The server's clock at render time is soon wrong.
  useEffect(() => setLoadedAt(Date.now()), []);
  const now = useNow(1000, loadedAt ?? 0, startedAt !== undefined);
  if (startedAt === undefined || seconds === undefined) return null;
  const end = Date.parse(startedAt) + seconds * 1000;
  const left = end - (now || Date.parse(startedAt));
  return (
    <span className={className} title={`Its time limit is ${formatDuration(seconds * 1000)}; the clock runs on`}>
      {loadedAt === undefined || now === 0
        ? `until ${new Date(end).toISOString().slice(11, 16)} UTC`
        : left <= 0
          ? "its time limit is over"
          : `${leftWords(left)} left of its time limit`}
    </span>
  );
}

/** Whole minutes while there are many of them: a number that changes every second says nothing more. */
function leftWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes >= 600) return `${Math.floor(minutes / 60)} h`;
  return minutes >= 10 ? `${minutes} min` : formatDuration(Math.floor(ms / 1000) * 1000);
}
