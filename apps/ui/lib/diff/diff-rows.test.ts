import { describe, expect, it } from "vitest";
import { diffRows, parseLine, rowOf, splitRows } from "./diff-rows.ts";

const PART = `diff --git a/a b/a
--- a/a
+++ b/a
@@ -1,5 +1,4 @@
 one
-two
-three
+zwei
 four
-five\r
+five
\\ No newline at end of file
`;

describe("diffRows", () => {
  it("leaves the file's head out, and writes hidden characters and line ends out", () => {
    const rows = diffRows(`${PART}@@ -9 +8 @@\n-a\u202eb\u001b[31m\n+c\n`);
    expect(rows.map((r) => `${r.kind} ${r.oldNo ?? "-"} ${r.newNo ?? "-"} ${r.text}`)).toEqual([
      "hunk - - @@ -1,5 +1,4 @@",
      "context 1 1 one",
      "delete 2 - two",
      "delete 3 - three",
      "add - 2 zwei",
      "context 4 3 four",
      "delete 5 - five␍",
      "add - 4 five",
      "meta - - \\ No newline at end of file",
      "hunk - - @@ -9 +8 @@",
      "delete 9 - a⟨U+202E⟩b⟨U+001B⟩[31m",
      "add - 8 c",
    ]);
  });

  it("has no rows for a file without hunks, and cuts a line without an end", () => {
    expect(diffRows("diff --git a/a b/b\nrename from a\nrename to b\n")).toEqual([]);
    expect(diffRows(`@@ -0,0 +1 @@\n+${"x".repeat(9000)}\n`)[1]?.text).toMatch(/^x{2000} … 7000 more$/);
  });
});

describe("splitRows", () => {
  it("sets what was taken away beside what came for it", () => {
    const pairs = splitRows(diffRows(PART)).map((r) => [r.left?.text, r.right?.text]);
    expect(pairs).toEqual([
      ["@@ -1,5 +1,4 @@", undefined],
      ["one", "one"],
      ["two", "zwei"],
      ["three", undefined],
      ["four", "four"],
      ["five␍", "five"],
      ["\\ No newline at end of file", undefined],
    ]);
  });
});

describe("a line in the address", () => {
  it("is found on its side, or the next one that is shown", () => {
    const rows = diffRows(PART);
    expect(rowOf(rows, { side: "new", line: 3 })?.text).toBe("four");
    expect(rowOf(rows, { side: "old", line: 3 })?.text).toBe("three");
    expect(rowOf(rows, { side: "old", line: 4 })?.text).toBe("five␍");
    expect(rowOf(rows, { side: "new", line: 99 })).toBeUndefined();
  });

  it("is a number, or one with o", () => {
    expect([parseLine("12"), parseLine("o3"), parseLine("x"), parseLine(undefined), parseLine("12345678901")]).toEqual([
      { side: "new", line: 12 },
      { side: "old", line: 3 },
      undefined,
      undefined,
      undefined,
    ]);
  });
});
