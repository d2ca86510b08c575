import { isFinal, UiRunRecord } from "@codex-toolloop/protocol";
import { mayBecome } from "../transitions.ts";

/** What a record file says, folded: per run its last line, field by field, in order of first appearance. */
export interface FoldedRecords {
  runs: Map<string, UiRunRecord>;
  /** Complete lines that were no records. */
  skipped: number;
  /** Lines that would have changed a final status; the first final one stands. */
  conflicts: number;
  lines: number;
}

/** An empty fold, to be filled line by line. */
export function emptyFold(): FoldedRecords {
  return { runs: new Map(), skipped: 0, conflicts: 0, lines: 0 };
}

/** Adds one complete line of `ui-runs.jsonl` to the fold. Never throws. @returns the run it changed, if any. */
export function foldLine(fold: FoldedRecords, line: string): string | undefined {
  if (line.trim() === "") return undefined;
  fold.lines++;
  const record = parseRecord(line);
  if (!record) {
    fold.skipped++;
    return undefined;
  }
  const before = fold.runs.get(record.runId);
  if (before && !mayBecome(before.status, record.status)) {
    fold.conflicts++;
    return undefined;
  }
  fold.runs.set(record.runId, mergeRecord(before, record));
  return record.runId;
}

/** The later line over the earlier one, field by field. */
export function mergeRecord(before: UiRunRecord | undefined, after: UiRunRecord): UiRunRecord {
  const set = Object.fromEntries(Object.entries(after).filter(([, v]) => v !== undefined));
  return Object.assign({ ...after }, before, set);
}

/** Is a folded record still needed once its run is final? Only as long as its idempotency key counts. */
export function holdsKey(record: UiRunRecord, now: number, windowMs: number): boolean {
  if (record.idempotencyKey === undefined) return false;
  return !isFinal(record.status) || now - Date.parse(record.queuedAt ?? record.at) < windowMs;
}

function parseRecord(line: string): UiRunRecord | undefined {
  try {
    const parsed = UiRunRecord.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
