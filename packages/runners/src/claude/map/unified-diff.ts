import { z } from "zod";

const Hunk = z.looseObject({
  oldStart: z.number(),
  oldLines: z.number(),
  newStart: z.number(),
  newLines: z.number(),
  lines: z.array(z.string()),
});
export const StructuredPatch = z.array(Hunk);

const NO_NEWLINE = "\\ No newline at end of file";

/** A unified diff of one file from the hunks that Claude tells; undefined where there are none. */
export function diffOfPatch(path: string, patch: z.infer<typeof StructuredPatch>): string | undefined {
  if (patch.length === 0) return undefined;
  const hunks = patch.map((hunk) => {
    const head = `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`;
    return [head, ...hunk.lines].join("\n");
  });
  return [...headOf(path), ...hunks, ""].join("\n");
}

/** A unified diff that makes a new file of this content. */
export function diffOfNewFile(path: string, content: string): string {
  const lines = added(content);
  const head = ["--- /dev/null", headOf(path)[1]];
  if (content === "") return [...head, ""].join("\n");
  const count = lines.filter((line) => line.startsWith("+")).length;
  return [...head, `@@ -0,0 +${range(1, count)} @@`, ...lines, ""].join("\n");
}

/** A diff of a part of a file whose place in it is not known: `place` names it (the cell of a notebook). */
export function diffOfPart(path: string, before: string, after: string, place: string): string {
  const minus = before === "" ? [] : before.replace(/\n$/, "").split("\n");
  const plus = after === "" ? [] : after.replace(/\n$/, "").split("\n");
  const head = `@@ -${range(minus.length ? 1 : 0, minus.length)} +${range(plus.length ? 1 : 0, plus.length)} @@ ${place}`;
  const lines = [...minus.map((line) => `-${line}`), ...plus.map((line) => `+${line}`)];
  return [...headOf(path), head, ...lines, ""].join("\n");
}

function added(content: string): string[] {
  const ends = content.endsWith("\n");
  const lines = (ends ? content.slice(0, -1) : content).split("\n").map((line) => `+${line}`);
  return ends ? lines : [...lines, NO_NEWLINE];
}

const range = (start: number, lines: number) => (lines === 1 ? `${start}` : `${start},${lines}`);

/** Git's way: an absolute path has one slash after the prefix, too. */
const headOf = (path: string): [string, string] => {
  const name = path.replace(/^\/+/, "");
  return [`--- a/${name}`, `+++ b/${name}`];
};
