import { isFinal, type RunStatus } from "@codex-toolloop/protocol";
import type { RunStats } from "../contract.ts";
import type { Entry } from "./entry.ts";

const HOUR = 3_600_000;

/** Counts over all runs, and over those that finished in the 24 hours before `now`. One pass. */
export function computeStats(entries: Iterable<Entry>, now: Date): RunStats {
  const byStatus: Partial<Record<RunStatus, number>> = {};
  const hours = Array.from({ length: 24 }, () => ({ finished: 0, failed: 0 }));
  const durations: number[] = [];
  const end = now.getTime();
  let finished = 0;
  let succeeded = 0;
  for (const entry of entries) {
    byStatus[entry.status] = (byStatus[entry.status] ?? 0) + 1;
    const age = end - entry.finishedMs;
    if (age >= 24 * HOUR || entry.finishedMs === 0 || !isFinal(entry.status)) continue;
    finished++;
    if (entry.status === "success") succeeded++;
    if (entry.durationMs >= 0) durations.push(entry.durationMs);
    const hour = hours[23 - Math.max(0, Math.floor(age / HOUR))];
    if (!hour) continue;
    hour.finished++;
    if (entry.status !== "success" && entry.status !== "canceled") hour.failed++;
  }
  const medianDurationMs = median(durations);
  return {
    running: byStatus.running ?? 0,
    queued: byStatus.queued ?? 0,
    finished,
    succeeded,
    ...(medianDurationMs === undefined ? {} : { medianDurationMs }),
    hours,
    byStatus,
  };
}

/** The middle of the values, of an even number the mean of the two middle ones. */
export function median(values: number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
