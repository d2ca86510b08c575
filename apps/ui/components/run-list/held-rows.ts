import { isAhead, type RunRow } from "../../lib/run-row.ts";

/** What the table shows, and what it keeps back so that no row moves under a pointer or a selection. */
export interface HeldRows {
  shown: RunRow[];
  /** Runs on the new page that are not shown yet. */
  pending: number;
}

/**
 * Joins the rows on screen with the newest page. Not held: the page as it is. Held: the same rows in the same places, each
 * with its newest state; what is new waits, what has left stays until the hold ends. Pure.
 * @param live what the stream has said of single runs since
 */
export function joinRows(
  onScreen: readonly RunRow[],
  page: readonly RunRow[],
  live: ReadonlyMap<string, RunRow>,
  held: boolean,
): HeldRows {
  const fresh = new Map(page.map((r) => [r.id, r]));
  const newest = (row: RunRow) => patch(fresh.get(row.id) ?? row, live.get(row.id));
  if (!held || onScreen.length === 0) return { shown: page.map(newest), pending: 0 };
  const known = new Set(onScreen.map((r) => r.id));
  return { shown: onScreen.map(newest), pending: page.filter((r) => !known.has(r.id)).length };
}

/** A run never goes back; within one state the stream's word is the later one. */
function patch(row: RunRow, live: RunRow | undefined): RunRow {
  if (!live) return row;
  return live.status === row.status || isAhead(live, row)
    ? { ...row, ...live, usualMs: live.usualMs ?? row.usualMs }
    : row;
}
