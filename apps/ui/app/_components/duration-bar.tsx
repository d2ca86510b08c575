"use client";

import { formatDuration } from "@codex-toolloop/protocol";
import { useNow } from "../../components/time.tsx";
import type { RunRow } from "../../lib/run-row.ts";

/** Where run-list.css draws the mark of the usual duration: at 60 % of the bar. */
const USUAL_AT = 0.6;
const LONG = 1.5;

/** How long it took or takes, and how that compares with what this workflow usually takes. */
export function DurationBar({ run, serverNow }: { run: RunRow; serverNow: number }) {
  const running = run.status === "running";
  const now = useNow(1000, serverNow, running);
  const ms = durationOf(run, now);
  if (ms === undefined) return null;
  const text = formatDuration(running && ms >= 1000 ? Math.floor(ms / 1000) * 1000 : ms);
  if (!run.usualMs)
    return (
      <span className="bar">
        <b>{text}</b>
      </span>
    );
  const ratio = ms / run.usualMs;
  const versus = `${ratio.toFixed(1)} × the usual ${formatDuration(run.usualMs)}`;
  const width = Math.round(Math.min(1, Math.max(0.04, ratio * USUAL_AT)) * 100);
  return (
    <span className="bar" title={versus}>
      <b>{text}</b>
      <i role="img" aria-label={versus}>
        <s className={ratio > LONG ? "over" : running ? "now" : undefined} style={{ width: `${width}%` }} />
      </i>
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
