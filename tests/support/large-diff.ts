/** A diff of many files, each with the given number of changed lines (half of them deleted), in twenty folders. */
export function largeDiff({ files, lines }: { files: number; lines: number }): string {
  const half = Math.floor(lines / 2);
  return Array.from({ length: files }, (_, i) => {
    const name = `src/part-${i % 20}/file-${i}.ts`;
    const body = Array.from(
      { length: half },
      (_, n) =>
        `-  const before${n} = compute(${n}, "as it was");\n+  const after${n} = compute(${n + i}, "as it is");\n`,
    );
    return `diff --git a/${name} b/${name}\nindex 1111111..2222222 100644\n--- a/${name}\n+++ b/${name}\n@@ -1,${half} +1,${half} @@\n${body.join("")}`;
  }).join("");
}
