import { describe, expect, it } from "vitest";
import { indexDiff } from "../diff/diff-index.ts";
import { diffHref, parseEvidencePath } from "./evidence-path.ts";

describe("parseEvidencePath", () => {
  it.each([
    ["src/a.ts", { path: "src/a.ts" }],
    ["./src/a.ts:12", { path: "src/a.ts", line: 12 }],
    ["src/a.ts:12-20", { path: "src/a.ts", line: 12 }],
    ["src/a.ts:12:5", { path: "src/a.ts", line: 12 }],
    ["src/a.ts#L7", { path: "src/a.ts", line: 7 }],
    ["/repo/src/a.ts:3", { path: "src/a.ts", line: 3 }],
    ["/repository/a.ts", { path: "/repository/a.ts" }],
    ["C:foo", { path: "C:foo" }],
    ["", { path: "" }],
  ])("%s", (text, expected) => expect(parseEvidencePath(text, "/repo")).toEqual(expected));
});

describe("diffHref", () => {
  const diff = "diff --git a/a b.ts b/a b.ts\n--- a/a b.ts\n+++ b/a b.ts\n@@ -10,1 +10,2 @@\n x\n+y\n";
  const links = { runId: "r", files: indexDiff(diff) };
  it("leads to the line where a hunk shows it, else to the file, and nowhere outside of the diff", () => {
    expect(diffHref(links, { path: "a b.ts", line: 11 })).toBe("/runs/r?tab=changes&file=a%20b.ts&line=11");
    expect(diffHref(links, { path: "a b.ts", line: 12 })).toBe("/runs/r?tab=changes&file=a%20b.ts");
    expect(diffHref(links, { path: "a b.ts" })).toBe("/runs/r?tab=changes&file=a%20b.ts");
    expect(diffHref(links, { path: "other.ts", line: 1 })).toBeNull();
    expect(diffHref({ runId: "r", files: null }, { path: "a b.ts" })).toBeNull();
  });
});
