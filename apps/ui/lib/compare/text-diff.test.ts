import { expect, it } from "vitest";
import { diffRows } from "../diff/diff-rows.ts";
import { differingFields } from "./differing-fields.ts";
import { textDiff } from "./text-diff.ts";

it("tells how one text differs from another, in lines that the viewer shows", () => {
  const rows = diffRows(textDiff("one\ntwo\nthree\n", "one\nzwei\nthree\n") ?? "");
  expect(rows.map((r) => `${r.kind} ${r.text}`)).toEqual([
    "hunk @@ -1,3 +1,3 @@",
    "context one",
    "delete two",
    "add zwei",
    "context three",
  ]);
});

it("gives up on texts that have nothing to do with each other, soon", () => {
  const text = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word} ${i}`).join("\n");
  const start = performance.now();
  expect(textDiff(text("a"), text("b"))).toBeNull();
  expect(performance.now() - start).toBeLessThan(3000);
});

it("names the members that differ, of objects alone", () => {
  expect(differingFields({ a: 1, b: [1], c: {} }, { a: 1, b: [2], d: 0 })).toEqual(["b", "c", "d"]);
  expect(differingFields({ a: 1 }, { a: 1 })).toEqual([]);
  expect(differingFields({ a: 1 }, [1])).toBeNull();
  expect(differingFields("x", null)).toBeNull();
});
