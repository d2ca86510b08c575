import { mdText } from "../report/markdown.ts";
import type { EarlierOutput } from "./context-world.ts";
import { fencedLines } from "./fenced-lines.ts";

/** How much of each output is told; the first that fits is taken. */
const DETAILS = [
  { chars: 1200, items: 40 },
  { chars: 500, items: 20 },
  { chars: 200, items: 10 },
  { chars: 100, items: 4 },
];
const DEPTH_MAX = 4;

/** What the earlier steps handed on, in short, the last one first: it is nearest to what is to be done now. */
export function earlierOutputs(outputs: readonly EarlierOutput[], max: number): { text: string; cut: boolean } {
  const order = [...outputs].reverse();
  for (const [i, detail] of DETAILS.entries()) {
    const parts = order.map((output) => part(output, detail, Number.POSITIVE_INFINITY));
    const text = parts.map((p) => p.text).join("\n\n");
    if (text.length <= max) return { text, cut: i > 0 || parts.some((p) => p.cut) };
  }
  const least = DETAILS[DETAILS.length - 1] ?? { chars: 100, items: 4 };
  const kept: string[] = [];
  let room = max;
  for (const output of order) {
    const { text } = part(output, least, room);
    if (text === "" || text.length > room) break;
    kept.push(text);
    room -= text.length + 2;
  }
  return { text: kept.join("\n\n"), cut: true };
}

type Detail = (typeof DETAILS)[number];

function part({ step, title, output }: EarlierOutput, detail: Detail, max: number): { text: string; cut: boolean } {
  const heading = `### ${mdText(title)} (${step})\n\n`;
  const state = { cut: false };
  const body = fencedLines(linesOf(output, detail, 0, state), max - heading.length);
  return body.text === "" ? { text: "", cut: true } : { text: heading + body.text, cut: body.cut || state.cut };
}

/** A value as indented lines: names before values, lists with dashes. */
function linesOf(value: unknown, detail: Detail, depth: number, state: { cut: boolean }): string[] {
  if (value === null || typeof value !== "object") return scalar(value, detail, state).split("\n");
  const entries = Array.isArray(value) ? value.map((v): [string, unknown] => ["-", v]) : named(value);
  if (entries.length === 0) return ["(none)"];
  if (entries.length > detail.items || depth >= DEPTH_MAX) state.cut = true;
  if (depth >= DEPTH_MAX) return ["…"];
  const lines = entries.slice(0, detail.items).flatMap(([key, v]) => {
    const [first = "", ...rest] = linesOf(v, detail, depth + 1, state);
    const simple = typeof v !== "object" || v === null;
    const indented = (list: string[]) => list.map((line) => `  ${line}`);
    return simple || key === "-" ? [`${key} ${first}`, ...indented(rest)] : [key, ...indented([first, ...rest])];
  });
  return entries.length > detail.items ? [...lines, `… ${entries.length - detail.items} more`] : lines;
}

function named(value: object): [string, unknown][] {
  return Object.entries(value).map(([key, v]) => [`${key}:`, v]);
}

function scalar(value: unknown, { chars }: Detail, state: { cut: boolean }): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  if (text.length <= chars) return text;
  state.cut = true;
  return `${text.slice(0, chars).replace(/[\ud800-\udbff]$/, "")} …`;
}
