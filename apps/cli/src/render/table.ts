import { cutTo, sanitiseText, visibleLength } from "./sanitise.ts";

/** A cell's text, and how it is coloured once its width is known. */
export interface Cell {
  text: string;
  paint?: ((s: string) => string) | undefined;
}

/**
 * Rows under a header, in columns as wide as their widest cell; the last column takes what is left of
 * `columns` (0: as much as it needs).
 * Cell texts are sanitised here.
 */
export function table(header: string[], rows: (string | Cell)[][], columns = 0): string {
  const cells = rows.map((row) =>
    row.map((c): Cell => {
      const cell = typeof c === "string" ? { text: c } : c;
      return { ...cell, text: sanitiseText(cell.text) };
    }),
  );
  const widths = header.map((h, i) =>
    Math.max(visibleLength(h), ...cells.map((row) => visibleLength(row[i]?.text ?? ""))),
  );
  const before = widths.slice(0, -1).reduce((a, b) => a + b + 2, 0);
  const last = columns > 0 ? Math.max(12, columns - before) : Number.POSITIVE_INFINITY;
  const line = (row: Cell[]) =>
    row
      .map((cell, i) => {
        const isLast = i === header.length - 1;
        const text = isLast ? cutTo(cell.text, last) : cell.text;
        const pad = isLast ? "" : " ".repeat(Math.max(0, (widths[i] ?? 0) - visibleLength(text)));
        return (cell.paint ? cell.paint(text) : text) + pad;
      })
      .join("  ")
      .trimEnd();
  return [line(header.map((text) => ({ text }))), ...cells.map(line)].join("\n");
}
