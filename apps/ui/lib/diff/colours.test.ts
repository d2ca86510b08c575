import { describe, expect, it } from "vitest";
import { changedWords } from "./changed-words.ts";
import { diffRows } from "./diff-rows.ts";
import { languageOf } from "./language.ts";
import { markRanges } from "./segments.ts";
import { colourRows } from "./syntax.ts";

describe("changedWords", () => {
  it("marks the words that differ in a line that was edited", () => {
    const rows = diffRows("@@ -1 +1 @@\n-const total = a - b;\n+const total = a + b;\n");
    const marks = changedWords(rows);
    expect([...marks].map(([i, ranges]) => ranges.map(([a, b]) => rows[i]?.text.slice(a, b)))).toEqual([["-"], ["+"]]);
  });

  it("leaves lines alone that were written anew, and large blocks", () => {
    expect(changedWords(diffRows("@@ -1 +1 @@\n-one two three\n+vier fünf sechs\n")).size).toBe(0);
    const block = (sign: string) => Array.from({ length: 30 }, (_, i) => `${sign}const a${i} = "${sign}";\n`).join("");
    expect(changedWords(diffRows(`@@ -1,30 +1,30 @@\n${block("-")}${block("+")}`)).size).toBe(0);
  });
});

describe("colourRows", () => {
  it("gives each line its colours, and loses no character", () => {
    const rows = diffRows("@@ -1,2 +1,3 @@\n /* a\n-   b */ let x = 1;\n+   b */\n+const x = 'two';\n");
    const colours = colourRows(rows, "typescript");
    for (const row of rows.slice(1))
      expect(
        colours
          .get(row.index)
          ?.map((s) => s.text)
          .join(""),
      ).toBe(row.text);
    const classOf = (index: number, text: string) => colours.get(index)?.find((s) => s.text === text)?.syntax;
    expect(classOf(1, "/* a")).toBe("hljs-comment");
    expect(classOf(2, "let")).toBe("hljs-keyword");
    expect(classOf(4, "'two'")).toBe("hljs-string");
  });
});

describe("markRanges", () => {
  it("cuts pieces at the ends of what changed, over several pieces too", () => {
    const segments = [{ text: "const ", syntax: "k" }, { text: "total" }];
    expect(markRanges(segments, [[4, 8]])).toEqual([
      { text: "cons", syntax: "k" },
      { text: "t ", syntax: "k", changed: true },
      { text: "to", changed: true },
      { text: "tal" },
    ]);
    expect(markRanges(segments, [])).toEqual(segments);
  });
});

it("knows a language by the file's name", () => {
  expect(["a/b.TSX", "Makefile", "x.unknown", "noend", ".gitignore"].map(languageOf)).toEqual([
    "typescript",
    "makefile",
    undefined,
    undefined,
    undefined,
  ]);
});
