import { describe, expect, it } from "vitest";
import { diffLines } from "./diff-lines.ts";

const DIFF = "--- a/x.sql\n+++ b/x.sql\n@@ -1,3 +1,3 @@\n a\n--- an old comment\n+++ a new comment\n b\n";

describe("diffLines", () => {
  it("numbers lines and takes a deleted `-- comment` for what it is", () => {
    const { lines, added, deleted } = diffLines(DIFF, 100);
    expect(lines.map((l) => [l.kind, l.oldNo, l.newNo])).toEqual([
      ["meta", undefined, undefined],
      ["meta", undefined, undefined],
      ["hunk", undefined, undefined],
      ["context", 1, 1],
      ["delete", 2, undefined],
      ["add", undefined, 2],
      ["context", 3, 3],
    ]);
    expect([added, deleted]).toEqual([1, 1]);
  });
  it("says how much it leaves out", () => expect(diffLines(DIFF, 2)).toMatchObject({ more: 5, added: 1 }));
});
