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

/** What an agent's item is time spent on. */
const WORK: Record<string, string> = { reasoning: "thinking", message: "writing", plan: "writing" };
const WORKS = ["thinking", "writing", "tools"];

/** An agent's turn without steps: one row for each kind of work. Errors and approvals stand with the tools. */
function turnRows(o: Overview): WaterfallRow[] {
  const spans = o.spans.slice(-BARS_MAX);
  return WORKS.map((label) => ({
    id: label,
    label,
    attempts: [],
    spans: spans.filter((s) => (WORK[s.kind] ?? "tools") === label),
    marks: label === "tools" ? o.marks.slice(0, MARKS_MAX) : [],
  })).filter((row) => row.spans.length + row.marks.length > 0);
}

/**
 * Rows of the timeline: one for each step that has begun, and one for items and marks outside of steps; of an agent's turn
 * that has no steps, one for each kind of work.
 */
export function waterfallRows(o: Overview): { rows: WaterfallRow[]; hidden: number } {
  if (o.turn && o.steps.length === 0) return { rows: turnRows(o), hidden: 0 };
  const rows: WaterfallRow[] = o.steps
    // What was taken over from another run took its time there.
    .filter((s) => s.attempts.length > 0 && s.status !== "skipped" && s.keptFrom === undefined)
    .map((s) => ({ id: s.id, label: s.title, attempts: s.attempts, spans: [], marks: [] }));
  const byId = new Map(rows.map((r) => [r.id, r]));
  const rest: WaterfallRow = { id: "", label: "run", attempts: [], spans: [], marks: [] };
  const rowOf = (stepId: string | undefined) => (stepId === undefined ? rest : (byId.get(stepId) ?? rest));
  for (const s of o.spans.slice(-BARS_MAX)) rowOf(s.stepId).spans.push(s);
  for (const m of o.marks.slice(0, MARKS_MAX)) rowOf(m.stepId).marks.push(m);
  if (rest.spans.length + rest.marks.length > 0) rows.push(rest);
  return { rows: rows.slice(-ROWS_MAX), hidden: Math.max(0, rows.length - ROWS_MAX) };
}

/**
 * The time that the rows take, as milliseconds since 1970: from the first thing that began to the last that ended, so that
 * a short run is not squeezed behind the start of its process. Never empty.
 * @param now of a run that still runs: its end.
 */
export function timeDomain(rows: readonly WaterfallRow[], now: number | undefined): readonly [number, number] {
  const parts = rows.flatMap((r) => [...r.attempts, ...r.spans]);
  const marks = rows.flatMap((r) => r.marks.map((m) => Date.parse(m.at)));
  const known = (at: string | undefined) => (at === undefined ? [] : [Date.parse(at)]);
  const began = [...parts.flatMap((p) => known(p.startedAt)), ...marks];
  const ended = [...parts.flatMap((p) => known(p.finishedAt)), ...marks, ...(now === undefined ? [] : [now])];
  const start = Math.min(...began);
  if (!Number.isFinite(start)) return [0, 1];
  return [start, Math.max(start + 1, ...began, ...ended)];
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
