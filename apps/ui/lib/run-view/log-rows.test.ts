import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stripAnsi } from "./ansi-spans.ts";
import { appendRows, type LogRow, looksLikeError, ROW_CHARS, utf8Length } from "./log-rows.ts";

function rowsOf(slices: string[]): LogRow[] {
  let rows: LogRow[] = [];
  let at = 0;
  for (const text of slices) {
    const end = at + utf8Length(text);
    rows = appendRows(rows, text, at, end);
    at = end;
  }
  return rows;
}

describe("appendRows", () => {
  it("makes a row of each line, with its byte offsets", () => {
    expect(rowsOf(["é\nbc\n"]).map((r) => [r.text, r.offset, r.end, r.open])).toEqual([
      ["é", 0, 3, false],
      ["bc", 3, 6, false],
    ]);
  });

  it("goes on with a line that had no end yet", () => {
    expect(rowsOf(["ab", "cd\nef"]).map((r) => [r.text, r.open])).toEqual([
      ["abcd", false],
      ["ef", true],
    ]);
  });

  it("cuts a line without end into bounded rows, never inside a character", () => {
    const rows = rowsOf(["😀".repeat(ROW_CHARS)]);
    expect(Math.max(...rows.map((r) => r.text.length))).toBeLessThanOrEqual(ROW_CHARS);
    expect(rows.map((r) => r.text).join("")).toBe("😀".repeat(ROW_CHARS));
    expect(rows.slice(1).every((r) => r.piece)).toBe(true);
  });

  it("carries colours into the next row", () => {
    const rows = rowsOf(["\u001b[31mred\nstill\n\u001b[0mplain\nnone\n"]);
    expect(rows.map((r) => r.sgr)).toEqual(["", "\u001b[31m", "\u001b[31m", ""]);
  });

  it.each([1, 3, 1000, 1_000_000])("makes one row of a long progress bar, read %i characters at a time", (size) => {
    const text = `${Array.from({ length: 3000 }, (_, i) => `\rprogress ${i} é`).join("")}\u001b[32m of 3000\nnext\n`;
    const slices = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
      text.slice(i * size, (i + 1) * size),
    );
    const rows = rowsOf(slices);
    expect(rows.map((r) => [stripAnsi(r.text), r.open, r.sgr])).toEqual([
      ["progress 2999 é of 3000", false, ""],
      ["next", false, "\u001b[32m"],
    ]);
    expect(rows.map((r) => r.end)).toEqual([utf8Length(text) - 5, utf8Length(text)]);
  });

  it("takes a hostile line that overwrites itself in linear time", () => {
    const start = performance.now();
    rowsOf(Array.from({ length: 8 }, () => `\r${"x".repeat(ROW_CHARS)}\b`.repeat(30)));
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("gives the same text at the same offsets however the bytes were sliced", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "é", "\n", "😀", "\u001b[32m", "bc".repeat(1500)), { maxLength: 40 }),
        fc.array(fc.nat(20_000), { maxLength: 6 }),
        (parts, cuts) => {
          const text = parts.join("");
          const at = [...new Set(cuts.map((c) => Math.min(c, text.length)))].sort((a, b) => a - b);
          const slices: string[] = [];
          let from = 0;
          for (const cut of [...at, text.length]) {
            // Slices end on code points.
            const to = cut < text.length && /[\udc00-\udfff]/.test(text[cut] ?? "") ? cut + 1 : cut;
            slices.push(text.slice(from, to));
            from = Math.max(from, to);
          }
          const rows = rowsOf(slices);
          const whole = rowsOf([text]);
          const flat = (list: LogRow[]) => list.map((r) => r.text).join("");
          expect(flat(rows)).toBe(flat(whole));
          expect(rows.at(-1)?.end ?? 0).toBe(utf8Length(text));
          for (const [i, row] of rows.entries()) expect(row.offset).toBe(rows[i - 1]?.end ?? 0);
        },
      ),
    );
  });
});

describe("looksLikeError", () => {
  it.each([
    ["Error: x", true],
    ["2 tests failed", true],
    ["thread 'main' panicked at", true],
    ["0 errors, 0 failed", false],
    ["terror", false],
    ["all fine", false],
  ])("of %s is %s", (text, expected) => expect(looksLikeError(text)).toBe(expected));
});
