import { diffWordsWithSpace } from "diff";
import { changeAt, type DiffRow } from "./diff-rows.ts";
import type { Range } from "./segments.ts";

/** Larger changes are no edits of a line but new text: marks would be noise, and finding them slow. */
const LINES = 24;
const CHARS = 400;
/** A line that keeps less than this of its words was written anew. */
const KEPT = 0.35;

/** Of lines that were edited: which parts of them changed, by the row's index. */
export function changedWords(rows: readonly DiffRow[]): Map<number, Range[]> {
  const found = new Map<number, Range[]>();
  for (let i = 0; i < rows.length; ) {
    const { deleted, added, next } = changeAt(rows, i);
    // The first that went beside the first that came, as the split view sets them.
    if (deleted.length <= LINES)
      deleted.forEach((old, n) => {
        const now = added[n];
        if (now) markPair(old, now, found);
      });
    i = Math.max(next, i + 1);
  }
  return found;
}

function markPair(old: DiffRow, now: DiffRow, found: Map<number, Range[]>): void {
  if (Math.max(old.text.length, now.text.length) > CHARS) return;
  const parts = diffWordsWithSpace(old.text, now.text, { maxEditLength: 100 });
  if (!parts) return;
  const kept = parts.reduce((n, p) => n + (p.added || p.removed ? 0 : p.value.trim().length), 0);
  if (kept < KEPT * Math.max(old.text.trim().length, now.text.trim().length)) return;
  const ranges: { old: Range[]; now: Range[] } = { old: [], now: [] };
  let [a, b] = [0, 0];
  for (const { value, added, removed } of parts) {
    if (removed) ranges.old.push([a, a + value.length]);
    if (added) ranges.now.push([b, b + value.length]);
    if (!added) a += value.length;
    if (!removed) b += value.length;
  }
  found.set(old.index, ranges.old);
  found.set(now.index, ranges.now);
}
