import { longestRun, mdFence, stripControls } from "../report/markdown.ts";

const LINE_MAX = 300;

/**
 * As many of the lines as fit, in a fence that none of them can end.
 * @param max characters of the whole, fence included.
 * @returns an empty text where not even one line fits.
 */
export function fencedLines(lines: readonly string[], max: number): { text: string; cut: boolean } {
  const clipped = lines.map((line) => clip(stripControls(line)));
  const longest = Math.max(2, ...clipped.map(longestRun));
  let room = max - 2 * (longest + 1) - 1;
  let n = 0;
  while (n < clipped.length) {
    room -= (clipped[n]?.length ?? 0) + 1;
    if (room < 0) break;
    n++;
  }
  if (n === 0) return { text: "", cut: lines.length > 0 };
  return { text: mdFence(clipped.slice(0, n).join("\n")), cut: n < lines.length };
}

/** A long line's beginning, without half a character at its end. */
function clip(line: string): string {
  return line.length > LINE_MAX ? `${line.slice(0, LINE_MAX).replace(/[\ud800-\udbff]$/, "")} …` : line;
}
