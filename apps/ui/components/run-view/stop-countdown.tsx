"use client";

import { LoaderCircle } from "lucide-react";
import { stopPhase } from "../../lib/run-view/stop-phase.ts";
import { useNow } from "../time.tsx";

/** What a stop that is under way does next, and when. */
export function StopCountdown({
  askedAt,
  graceSeconds,
  killing,
  serverNow,
}: {
  askedAt: string;
  graceSeconds: number | null;
  /** The grace is being skipped. */
  killing: boolean;
  serverNow: number;
}) {
  const now = useNow(250, serverNow, !killing && graceSeconds !== null);
  return (
    <span
      role="timer"
      data-testid="stop-countdown"
      title="The run was asked to end by itself. What has not gets SIGTERM after its grace time, and SIGKILL after another one."
      className="inline-flex items-center gap-1.5 text-[13px] text-muted"
    >
      <LoaderCircle aria-hidden className="size-3.5 motion-safe:animate-spin" />
      <span>{killing ? "Killing…" : words(askedAt, graceSeconds, now)}</span>
    </span>
  );
}

function words(askedAt: string, graceSeconds: number | null, now: number): string {
  if (graceSeconds === null) return "Stopping…";
  const phase = stopPhase(askedAt, graceSeconds, now);
  return phase.next === null ? "Killing what is left…" : `Stopping… ${phase.next} in ${phase.seconds} s`;
}
