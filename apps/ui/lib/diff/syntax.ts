import { common, createLowlight } from "lowlight";
import type { DiffRow } from "./diff-rows.ts";
import type { Segment } from "./segments.ts";

// Loaded by itself, when the first file is coloured: the grammars are 53 kB.
const lowlight = createLowlight(common);

/** More than this of one hunk stays plain: colours must not hold the page up. */
const CHARS = 100_000;

/** The rows of a file in the colours of its language, by the row's index. A hunk is read from its own first line on. */
export function colourRows(rows: readonly DiffRow[], language: string): Map<number, Segment[]> {
  const found = new Map<number, Segment[]>();
  let hunk: DiffRow[] = [];
  const flush = () => {
    // Both sides, because a line that went may open what a line that came does not close.
    colourSide(hunk, "add", language, found);
    if (hunk.some((row) => row.kind === "delete")) colourSide(hunk, "delete", language, found);
    hunk = [];
  };
  for (const row of rows)
    if (row.kind === "hunk") flush();
    else if (row.kind !== "meta") hunk.push(row);
  flush();
  return found;
}

function colourSide(
  hunk: readonly DiffRow[],
  side: "add" | "delete",
  language: string,
  found: Map<number, Segment[]>,
): void {
  const rows = hunk.filter((row) => row.kind === side || row.kind === "context");
  const text = rows.map((row) => row.text).join("\n");
  if (text.length === 0 || text.length > CHARS) return;
  const lines = toLines(lowlight.highlight(language, text).children as Node[]);
  rows.forEach((row, n) => {
    const line = lines[n];
    if (line && (row.kind === side || !found.has(row.index))) found.set(row.index, line);
  });
}

/** The part of a hast tree that lowlight makes. */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
  properties?: { className?: string[] };
}

function toLines(nodes: readonly Node[]): Segment[][] {
  const lines: Segment[][] = [[]];
  const walk = (node: Node, syntax: string) => {
    if (node.type !== "text") {
      const own = node.properties?.className?.join(" ") ?? syntax;
      for (const child of node.children ?? []) walk(child, own);
      return;
    }
    for (const [n, text] of (node.value ?? "").split("\n").entries()) {
      if (n > 0) lines.push([]);
      if (text !== "") lines.at(-1)?.push(syntax === "" ? { text } : { text, syntax });
    }
  };
  for (const node of nodes) walk(node, "");
  return lines;
}
