import { type DiffLine, diffLines } from "../run-view/diff-lines.ts";
import { visibleText } from "../run-view/visible-text.ts";

/** A line as a viewer shows it. `index` is its place among the file's lines. */
export interface DiffRow extends DiffLine {
  index: number;
}

/** A row of two columns: what stood there, and what stands there now. A head or a note stands in `left` alone. */
export interface SplitRow {
  left?: DiffRow;
  right?: DiffRow;
}

/** Longer lines are cut; the file itself is in the download. */
const LINE_CHARS = 2000;

/** The lines of one file of a diff, without its head; hidden characters are written out. */
export function diffRows(part: string): DiffRow[] {
  const { lines } = diffLines(part, Number.POSITIVE_INFINITY);
  const first = lines.findIndex((l) => l.kind === "hunk");
  if (first < 0) return [];
  return lines.slice(first).map((line, index) => ({ ...line, text: shown(line.text), index }));
}

function shown(text: string): string {
  const cut = text.length > LINE_CHARS ? `${text.slice(0, LINE_CHARS)} … ${text.length - LINE_CHARS} more` : text;
  return visibleText(cut.replace(/\r$/, "␍"));
}

/** The same side by side: what was taken away beside what came in its place. */
export function splitRows(rows: readonly DiffRow[]): SplitRow[] {
  const out: SplitRow[] = [];
  for (let i = 0; i < rows.length; ) {
    const row = rows[i];
    if (!row) break;
    if (row.kind === "add" || row.kind === "delete") {
      const { deleted, added, next } = changeAt(rows, i);
      for (let n = 0; n < Math.max(deleted.length, added.length); n++) {
        const [left, right] = [deleted[n], added[n]];
        out.push({ ...(left ? { left } : {}), ...(right ? { right } : {}) });
      }
      i = next;
    } else {
      out.push(row.kind === "context" ? { left: row, right: row } : { left: row });
      i += 1;
    }
  }
  return out;
}

/** The lines taken away at `start` and those that follow them in their place; `next` is the row behind. */
export function changeAt(
  rows: readonly DiffRow[],
  start: number,
): { deleted: DiffRow[]; added: DiffRow[]; next: number } {
  let next = start;
  const take = (kind: DiffRow["kind"]) => {
    const from = next;
    while (rows[next]?.kind === kind) next++;
    return rows.slice(from, next);
  };
  return { deleted: take("delete"), added: take("add"), next };
}

/** A line of a file: of the new one by its number, of the old one where it was deleted (`o12`). */
export interface LineTarget {
  side: "old" | "new";
  line: number;
}

/** `12`, `o12`; anything else is no line. */
export function parseLine(value: string | undefined): LineTarget | undefined {
  const [, old, digits] = /^(o?)(\d{1,9})$/.exec(value ?? "") ?? [];
  return digits === undefined ? undefined : { side: old ? "old" : "new", line: Number(digits) };
}

/** The row that shows a line, or the nearest one after it; undefined where none does. */
export function rowOf(rows: readonly DiffRow[], target: LineTarget): DiffRow | undefined {
  const at = (row: DiffRow) => (target.side === "new" ? row.newNo : row.kind === "delete" ? row.oldNo : undefined);
  return rows.find((row) => at(row) === target.line) ?? rows.find((row) => (at(row) ?? 0) > target.line);
}
