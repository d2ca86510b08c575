import { stat } from "node:fs/promises";
import { isFinal, LIMITS, type UiRunRecord } from "@codex-toolloop/protocol";
import { fillLastAudits } from "../audit/fill-audit.ts";
import { type Context, changed, say, track } from "../context.ts";
import { holdsKey } from "../records/fold-records.ts";
import { loadRecords, openRecordLog, rewriteRecords } from "../records/record-log.ts";
import { adoptRecordedRun } from "./adopt-recorded-runs.ts";
import { checkRuns } from "./check-runs.ts";
import { overlayRecord } from "./overlay-record.ts";
import { recordsPath } from "./records-path.ts";
import { removeHalfMadeRuns } from "./remove-half-made-runs.ts";

/** Below this many lines a rewrite is not worth its risk. */
const COMPACT_FROM_LINES = 1_000;

/**
 * With the lock in hand: reads the records, opens them for writing, takes up every run that is not over, and starts what
 * waits. Throws the disk's error when the records cannot be read or written; nothing has then been taken up.
 */
export async function takeOver(ctx: Context): Promise<void> {
  const path = recordsPath(ctx);
  const { folded, torn } = await loadRecords(path);
  const now = Date.now();
  const open: UiRunRecord[] = [];
  const needed: UiRunRecord[] = [];
  for (const record of folded.runs.values()) {
    // Only what the index cannot say is kept of a final run, as long as its directory is there.
    const said = isFinal(record.status) ? await overlayRecord(ctx, record) : true;
    if (!isFinal(record.status)) open.push(record);
    if (said || holdsKey(record, now, LIMITS.idempotencyWindowMs)) needed.push(record);
  }
  const compact = folded.lines >= COMPACT_FROM_LINES && needed.length * 2 <= folded.lines;
  if (compact) rewriteRecords(path, needed);
  ctx.rootInode = (await stat(ctx.options.store.root)).ino;
  ctx.records = await openRecordLog(path, compact ? 0 : torn);
  if (folded.skipped + folded.conflicts + torn > 0 || compact)
    say(ctx, "records_read", {
      lines: folded.lines,
      skipped: folded.skipped,
      conflicts: folded.conflicts,
      tornBytes: torn,
      keptAfterCompaction: compact ? needed.length : undefined,
    });

  for (const record of folded.runs.values()) {
    if (!holdsKey(record, now, LIMITS.idempotencyWindowMs)) continue;
    const { runId, requestedBy, idempotencyKey, payloadHash, status } = record;
    if (requestedBy === undefined || idempotencyKey === undefined || payloadHash === undefined) continue;
    // A clock that was set back meanwhile makes a key new, never older than it is.
    const age = Math.max(0, now - Date.parse(record.queuedAt ?? record.at));
    const since = performance.now() - age;
    const ready = Promise.resolve({ ok: true as const, value: { runId, status, deduplicated: true } });
    ctx.keys.hold(requestedBy, idempotencyKey, { runId, payloadHash, since, ready });
  }
  // One after the other: the order in the file is the order in the queue.
  for (const record of open)
    await adoptRecordedRun(ctx, record).catch((error: unknown) =>
      // One run that cannot be read must not keep all others from being supervised.
      say(ctx, "adopt_failed", { runId: record.runId, error: String(error) }),
    );
  ctx.refusal = undefined;
  await checkRuns(ctx);
  changed(ctx);
  ctx.filling = fillLastAudits(ctx, folded.runs.values());
  track(ctx, "fill", "", ctx.filling);
  track(ctx, "clear", "", removeHalfMadeRuns(ctx, new Set(folded.runs.keys()), now));
}
