import { mdCode } from "../report/markdown.ts";
import { fencedLines } from "./fenced-lines.ts";
import { NAMED, type RankedFile } from "./rank-files.ts";

const WHOLE_LINES = 60;
const WHOLE_NAMED_LINES = 240;
const AROUND = 6;
const PASSAGES = 3;
const PASSAGES_NAMED = 6;
const HEAD_LINES = 25;

/** Passages of the files that have most to do with the task, with line numbers: named files first. */
export function excerpts(files: readonly RankedFile[], max: number): { text: string; cut: boolean } {
  const parts: string[] = [];
  let room = max;
  let cut = false;
  for (const file of files) {
    const passages = passagesOf(file);
    const heading = `### ${mdCode(file.path)}${passages.whole ? "" : ` (${file.lines.length} lines, in part)`}\n\n`;
    const body = fencedLines(passages.lines, room - heading.length - 2);
    if (body.text === "") {
      cut = true;
      break;
    }
    parts.push(heading + body.text);
    room -= heading.length + body.text.length + 2;
    cut ||= body.cut || !passages.whole;
    if (body.cut) break;
  }
  return { text: parts.join("\n\n"), cut: cut || parts.length < files.length };
}

function passagesOf(file: RankedFile): { lines: string[]; whole: boolean } {
  const named = file.score >= NAMED;
  const end = file.lines.at(-1) === "" ? file.lines.length - 1 : file.lines.length;
  const all = file.lines.slice(0, end);
  const width = String(end).length;
  const numbered = (i: number) => `${String(i + 1).padStart(width)}| ${all[i] ?? ""}`;
  if (end <= (named ? WHOLE_NAMED_LINES : WHOLE_LINES)) return { lines: all.map((_, i) => numbered(i)), whole: true };
  const shown = new Set<number>();
  const show = (from: number, to: number) => {
    for (let i = Math.max(0, from); i < Math.min(end, to); i++) shown.add(i);
  };
  if (named) show(0, HEAD_LINES);
  for (const centre of bestLines(file.lineScores.slice(0, end), named ? PASSAGES_NAMED : PASSAGES))
    show(centre - AROUND, centre + AROUND + 1);
  if (shown.size === 0) show(0, HEAD_LINES);
  const order = [...shown].sort((a, b) => a - b);
  const lines = order.flatMap((i, n) => {
    const before = order[n - 1];
    return before !== undefined && i > before + 1 ? ["…", numbered(i)] : [numbered(i)];
  });
  return { lines, whole: false };
}

/** The lines with the highest scores that are not beside each other. */
function bestLines(scores: readonly number[], most: number): number[] {
  const order = scores
    .map((score, line) => ({ score, line }))
    .filter((s) => s.score > 0)
    .sort((a, b) => b.score - a.score || a.line - b.line);
  const best: number[] = [];
  for (const { line } of order) {
    if (best.length === most) break;
    if (best.every((other) => Math.abs(other - line) > AROUND)) best.push(line);
  }
  return best;
}
