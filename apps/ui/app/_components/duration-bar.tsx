"use client";

import { formatDuration } from "@codex-toolloop/protocol";
import { useNow } from "../../components/time.tsx";
import type { RunRow } from "../../lib/run-row.ts";

/** Where the mark of the usual duration stands in the bar. */
const USUAL_AT = 0.6;

/** How long it took or takes, and how that compares with what this workflow usually takes. */
export function DurationBar({ run, serverNow }: { run: RunRow; serverNow: number }) {
  const running = run.status === "running";
  const now = useNow(1000, serverNow, running);
  const ms = durationOf(run, now);
  if (ms === undefined) return <span className="text-muted">–</span>;
  const text = formatDuration(running && ms >= 1000 ? Math.floor(ms / 1000) * 1000 : ms);
  if (!run.usualMs) return <span className="tabular-nums">{text}</span>;
  const ratio = ms / run.usualMs;
  const over = ratio > 1.5;
  const fill = over ? "bg-timeout" : running ? "bg-running" : "bg-muted/60";
  return (
    <span className="flex items-center gap-2" title={`${ratio.toFixed(1)} × the usual ${formatDuration(run.usualMs)}`}>
      <span className="shrink-0 tabular-nums xl:w-16">{text}</span>
      <span aria-hidden className="relative h-1.5 w-16 shrink-0 rounded-full bg-line max-xl:hidden">
        <span
          className={`absolute inset-y-0 left-0 rounded-full ${fill}`}
          style={{ width: `${Math.min(1, Math.max(0.03, ratio * USUAL_AT)) * 100}%` }}
        />
        <span className="absolute -inset-y-0.5 w-px bg-fg/60" style={{ left: `${USUAL_AT * 100}%` }} />
      </span>
      <span className="sr-only">
        {ratio.toFixed(1)} times the usual {formatDuration(run.usualMs)}
      </span>
    </span>
  );
}

/** Milliseconds that a run has taken; undefined before it started. */
export function durationOf(run: RunRow, now: number): number | undefined {
  if (run.durationMs !== undefined && run.finishedAt) return run.durationMs;
  if (!run.startedAt) return undefined;
  const end = run.finishedAt ? Date.parse(run.finishedAt) : run.status === "running" ? now : undefined;
  return end === undefined ? undefined : Math.max(0, end - Date.parse(run.startedAt));
}
