import { isFinal, type UiRunRecord } from "@codex-toolloop/protocol";
import type { Context } from "../context.ts";

/**
 * Shows in the lists what a record says and the index does not: a run that never wrote a line, or one whose last line is
 * not its end.
 * @returns whether there was something to add; false also when the run's directory is gone.
 */
export async function overlayRecord(ctx: Context, record: UiRunRecord, queuePosition?: number): Promise<boolean> {
  if (record.toldByRun) return false;
  const listed = ctx.catalog?.get(record.runId);
  if (listed && isFinal(listed.status) && listed.status === record.status) return false;
  if (!listed && !(await ctx.options.store.readRequest(record.runId).catch(() => null))) return false;
  const { status, reason, detail, startedAt, finishedAt, stopRequestedAt } = record;
  ctx.catalog?.overlay(record.runId, {
    status,
    ...(reason !== undefined && isFinal(status) ? { reason } : {}),
    ...(detail !== undefined ? { detail } : {}),
    ...(startedAt !== undefined ? { startedAt } : {}),
    ...(finishedAt !== undefined ? { finishedAt } : {}),
    ...(stopRequestedAt !== undefined ? { stopRequestedAt } : {}),
    ...(queuePosition !== undefined ? { queuePosition } : {}),
  });
  return true;
}
