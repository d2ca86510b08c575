import type { ChangedFile } from "@codex-toolloop/protocol";

const SUMMARY_FILES = 500;

/** Of a diff that was cut: the files that are whole in it; of the first file alone, its whole lines. */
export function wholeFiles(cut: string): string {
  const end = cut.lastIndexOf("\ndiff --git ");
  return cut.slice(0, (end < 0 ? cut.lastIndexOf("\n") : end) + 1);
}

/** `added TAB deleted TAB path NUL`; of a renamed file the path is empty and two follow; of a binary one the counts are `-`. */
export function parseCounts(numstat: string): ChangedFile[] {
  const parts = numstat.split("\0");
  const files: ChangedFile[] = [];
  for (let i = 0; i < parts.length; i++) {
    const [added, deleted, path] = (parts[i] ?? "").split("\t");
    if (added === undefined || deleted === undefined || path === undefined) continue;
    const counts = added === "-" ? {} : { added: Number(added), deleted: Number(deleted) };
    if (path !== "") files.push({ path, ...counts });
    else {
      const [from = "", to = ""] = [parts[++i], parts[++i]];
      files.push({ path: to, from, ...counts });
    }
  }
  return files;
}

/** diff-summary.md: a table of the files, binary ones named as such. */
export function diffSummary(files: readonly ChangedFile[], cut: boolean): string {
  const code = (path: string) => `\`${path.replace(/[`|\s]/g, " ")}\``;
  const name = ({ path, from }: ChangedFile) => (from === undefined ? code(path) : `${code(from)} → ${code(path)}`);
  const count = (f: ChangedFile) =>
    f.added === undefined || f.deleted === undefined ? "binary | binary" : `${f.added} | ${f.deleted}`;
  const rows = files.slice(0, SUMMARY_FILES).map((f) => `| ${name(f)} | ${count(f)} |`);
  const more = files.length > rows.length ? [`\n${files.length - rows.length} more files.`] : [];
  const note = cut ? ["\nThe diff was larger than 8 MiB; changes.diff holds its beginning."] : [];
  const head = [`# ${files.length} changed ${files.length === 1 ? "file" : "files"}`, "", "| File | Added | Deleted |"];
  return `${[...head, "| --- | ---: | ---: |", ...rows, ...more, ...note].join("\n")}\n`;
}
