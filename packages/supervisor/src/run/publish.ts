import { isFinal, type RunMeta, type RunSummary } from "@codex-toolloop/protocol";
import type { Context } from "../context.ts";
import type { RunEntry } from "./entry.ts";

/**
 * Puts over the catalog's line, or over what request.json says of a run without one, what only the supervisor knows.
 * @param told the run's own last word, where it gave one: its times stand in the index soon, and must not change by that.
 */
export function publish(ctx: Context, entry: RunEntry, queuePosition?: number, told?: RunMeta): void {
  const { record, identity } = entry;
  entry.shownPlace = queuePosition;
  const patch: Partial<RunSummary> = { status: record.status };
  if (queuePosition !== undefined) patch.queuePosition = queuePosition;
  if (record.stopRequestedAt !== undefined) patch.stopRequestedAt = record.stopRequestedAt;
  if (!entry.hasMeta && identity) Object.assign(patch, { pid: identity.pid, startTime: identity.startTime });
  if (isFinal(record.status)) {
    if (record.reason !== undefined) patch.reason = record.reason;
    if (record.detail !== undefined) patch.detail = record.detail;
    Object.assign(patch, told?.finishedAt === undefined ? timesSeen(entry) : timesTold(told));
  }
  ctx.catalog?.overlay(entry.runId, patch);
}

function timesTold({ startedAt, finishedAt, durationMs }: RunMeta): Partial<RunSummary> {
  return {
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(durationMs !== undefined && { durationMs }),
  };
}

/** A run says itself when it began, and said once it stays: only of one that never spoke the claim is all there is. */
function timesSeen({ hasMeta, record: { startedAt, finishedAt } }: RunEntry): Partial<RunSummary> {
  return {
    ...(startedAt !== undefined && !hasMeta && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(startedAt !== undefined &&
      finishedAt !== undefined && { durationMs: Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) }),
  };
}

/** Tells the lists the places that changed; call after each change of the queue. */
export function publishQueue(ctx: Context): void {
  for (const [i, runId] of ctx.queue.ids().entries()) {
    const entry = ctx.entries.get(runId);
    // What is not yet written down cannot be shown.
    if (!entry?.recorded || entry.shownPlace === i + 1) continue;
    publish(ctx, entry, i + 1);
  }
}
