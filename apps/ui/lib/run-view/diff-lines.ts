export interface DiffLine {
  kind: "add" | "delete" | "context" | "hunk" | "meta";
  text: string;
  oldNo?: number | undefined;
  newNo?: number | undefined;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * A unified diff as numbered lines; text that is no diff (a new file's content, say) comes back as context. Counts lines
 * of a hunk, so that a deleted `-- comment` is no file header.
 * @param limit lines at most; `more` says how many are left.
 */
export function diffLines(
  diff: string,
  limit: number,
): { lines: DiffLine[]; more: number; added: number; deleted: number } {
  const lines: DiffLine[] = [];
  let added = 0;
  let deleted = 0;
  let more = 0;
  let [oldNo, newNo, oldLeft, newLeft] = [0, 0, 0, 0];
  const push = (line: DiffLine) => {
    if (lines.length < limit) lines.push(line);
    else more += 1;
  };
  const all = diff.split("\n");
  if (all.at(-1) === "") all.pop();
  for (const raw of all) {
    const inHunk = oldLeft > 0 || newLeft > 0;
    const hunk = inHunk ? null : HUNK.exec(raw);
    if (hunk) {
      [oldNo, newNo] = [Number(hunk[1]), Number(hunk[3])];
      [oldLeft, newLeft] = [Number(hunk[2] ?? 1), Number(hunk[4] ?? 1)];
      push({ kind: "hunk", text: raw });
    } else if (inHunk && raw.startsWith("+")) {
      added += 1;
      newLeft -= 1;
      push({ kind: "add", text: raw.slice(1), newNo: newNo++ });
    } else if (inHunk && raw.startsWith("-")) {
      deleted += 1;
      oldLeft -= 1;
      push({ kind: "delete", text: raw.slice(1), oldNo: oldNo++ });
    } else if (inHunk && !raw.startsWith("\\")) {
      oldLeft -= 1;
      newLeft -= 1;
      push({ kind: "context", text: raw.slice(1), oldNo: oldNo++, newNo: newNo++ });
    } else push({ kind: "meta", text: raw });
  }
  return { lines, more, added, deleted };
}
