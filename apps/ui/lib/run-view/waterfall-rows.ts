import { MARKS_MAX, type Mark, type Overview, type Span, type StepAttempt } from "./overview.ts";

export interface WaterfallRow {
  id: string;
  label: string;
  attempts: StepAttempt[];
  spans: Span[];
  marks: Mark[];
}

/** Rows drawn at most, and bars of items in all of them: the page stays small however long the run. */
export const ROWS_MAX = 40;
export const BARS_MAX = 160;

/** Rows of the timeline: one for each step that has begun, and one for items and marks outside of steps. */
export function waterfallRows(o: Overview): { rows: WaterfallRow[]; hidden: number } {
  const rows: WaterfallRow[] = o.steps
    .filter((s) => s.attempts.length > 0 && s.status !== "skipped")
    .map((s) => ({ id: s.id, label: s.title, attempts: s.attempts, spans: [], marks: [] }));
  const byId = new Map(rows.map((r) => [r.id, r]));
  const rest: WaterfallRow = { id: "", label: "run", attempts: [], spans: [], marks: [] };
  const rowOf = (stepId: string | undefined) => (stepId === undefined ? rest : (byId.get(stepId) ?? rest));
  for (const s of o.spans.slice(-BARS_MAX)) rowOf(s.stepId).spans.push(s);
  for (const m of o.marks.slice(0, MARKS_MAX)) rowOf(m.stepId).marks.push(m);
  if (rest.spans.length + rest.marks.length > 0) rows.push(rest);
  return { rows: rows.slice(-ROWS_MAX), hidden: Math.max(0, rows.length - ROWS_MAX) };
}

/** Part of a time range, as numbers from 0 to 100; null when it lies outside. `to` undefined goes on until the end. */
export function place(
  from: number,
  to: number | undefined,
  [start, end]: readonly [number, number],
): { x: number; width: number } | null {
  const last = to ?? end;
  if (last < start || from > end) return null;
  const scale = 100 / Math.max(1, end - start);
  const x = (Math.max(from, start) - start) * scale;
  return { x, width: Math.max(0.15, (Math.min(last, end) - start) * scale - x) };
}
