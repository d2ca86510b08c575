import { describe, expect, it } from "vitest";
import { indexDiff } from "./diff-index.ts";

const DIFF = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,3 @@ function a
 one
--- two
+++ two
 three
\\ No newline at end of file
@@ -20 +20,2 @@
 x
+y
diff --git a/old name.txt b/new name.txt
similarity index 100%
rename from old name.txt
rename to new name.txt
diff --git a/logo.png b/logo.png
new file mode 100644
index 0000000..1
Binary files /dev/null and b/logo.png differ
diff --git a/empty.txt b/empty.txt
new file mode 100644
index 0000000..e69de29
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-bye
diff --git "a/\\303\\274 b.txt" "b/\\303\\274 b.txt"
--- "a/\\303\\274 b.txt"
+++ "b/\\303\\274 b.txt"
@@ -1 +1 @@
-a
+b
`;

describe("indexDiff", () => {
  it("names each file with its kind of change and its counts", () => {
    const files = indexDiff(DIFF);
    expect(
      files.map(({ path, change, binary, added, deleted, lines }) => [path, change, binary, added, deleted, lines]),
    ).toEqual([
      ["src/a.ts", "changed", false, 2, 1, 8],
      ["new name.txt", "renamed", false, 0, 0, 0],
      ["logo.png", "added", true, 0, 0, 0],
      ["empty.txt", "added", false, 0, 0, 0],
      ["gone.ts", "deleted", false, 0, 1, 2],
      ["ü b.txt", "changed", false, 1, 1, 3],
    ]);
    expect(files[1]?.from).toBe("old name.txt");
    expect(files[0]?.hunks).toEqual([
      { start: 1, count: 3 },
      { start: 20, count: 2 },
    ]);
  });

  it("gives each file's place: the parts together are the diff", () => {
    expect(
      indexDiff(DIFF)
        .map((f) => DIFF.slice(f.start, f.end))
        .join(""),
    ).toBe(DIFF);
  });

  it("reads a diff that git did not write, and text that is none", () => {
    expect(
      indexDiff("--- a.txt\n+++ a.txt\n@@ -1 +1 @@\n--- x\n+y\n").map((f) => [f.path, f.added, f.deleted]),
    ).toEqual([["a.txt", 1, 1]]);
    expect(indexDiff("no diff at all\n")).toEqual([]);
    expect(indexDiff("")).toEqual([]);
  });

  it("takes time in proportion to the text", () => {
    const file = `diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -0,0 +1,20000 @@\n${"+line\n".repeat(20_000)}`;
    const start = performance.now();
    expect(indexDiff(file.repeat(60))).toHaveLength(60);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
