import { isFinal, type RunSummary } from "@codex-toolloop/protocol";
import type { Context } from "../context.ts";
import type { RunEntry } from "./entry.ts";

/** Puts over the catalog's line, or over what request.json says of a run without one, what only the supervisor knows. */
export function publish(ctx: Context, entry: RunEntry, queuePosition?: number): void {
  const { record, identity } = entry;
  entry.shownPlace = queuePosition;
  const patch: Partial<RunSummary> = { status: record.status };
  if (queuePosition !== undefined) patch.queuePosition = queuePosition;
  if (record.stopRequestedAt !== undefined) patch.stopRequestedAt = record.stopRequestedAt;
  if (!entry.hasMeta && identity) Object.assign(patch, { pid: identity.pid, startTime: identity.startTime });
  if (isFinal(record.status)) {
    // A run says itself when it began, and said once it stays; only of one that never spoke the claim is all there is.
    if (!entry.hasMeta && record.startedAt !== undefined) patch.startedAt = record.startedAt;
    if (record.reason !== undefined) patch.reason = record.reason;
    if (record.detail !== undefined) patch.detail = record.detail;
    if (record.finishedAt !== undefined) patch.finishedAt = record.finishedAt;
    if (record.finishedAt !== undefined && record.startedAt !== undefined)
      patch.durationMs = Math.max(0, Date.parse(record.finishedAt) - Date.parse(record.startedAt));
  }
  ctx.catalog?.overlay(entry.runId, patch);
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
