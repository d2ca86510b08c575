import type { StepContext } from "../../engine/engine-step.ts";
import { isBinaryName, isGenerated, languageOf } from "../../repository/languages.ts";

/** Bounds for huge repositories. What they cut is said in the report. */
export const SCAN_LIMITS = {
  files: 50_000,
  readBytes: 256 * 1024 * 1024,
  fileBytes: 1024 * 1024,
  seconds: 90,
  todos: 200,
};
const AT_ONCE = 16;

export interface Todo {
  path: string;
  line: number;
  word: string;
  text: string;
}
export interface LanguageRow {
  language: string;
  files: number;
  lines: number;
  bytes: number;
}
export interface Scan {
  files: number;
  bytes: number;
  lines: number;
  languages: LanguageRow[];
  largest: { path: string; bytes: number; lines: number | null }[];
  longest: { path: string; lines: number }[];
  todos: { total: number; byWord: Record<string, number>; places: Todo[] };
  /** What was left out, in words. */
  limits: string[];
  paths: string[];
}

interface Row {
  path: string;
  bytes: number;
  lines: number | null;
}

/** Lists the files of the workspace and reads the text in them once: lines by language, marked places. */
export async function scanFiles(context: StepContext): Promise<Scan> {
  const { host, signal, emit } = context;
  const { workspace } = host;
  if (!workspace) throw new Error("repo-report needs a workspace");
  emit({ type: "step.progress", message: "Listing files" });
  const listed = await workspace.listFiles(SCAN_LIMITS.files);
  const limits = listed.truncated ? [`only the first ${SCAN_LIMITS.files} files were looked at`] : [];
  const rows: Row[] = listed.files.map((f) => ({ path: f.path, bytes: f.size, lines: null }));
  const todos: Scan["todos"] = { total: 0, byWord: {}, places: [] };
  const readable = rows.filter(
    (r) => !isBinaryName(r.path) && !isGenerated(r.path) && r.bytes <= SCAN_LIMITS.fileBytes,
  );
  const large = rows.filter(
    (r) => !isBinaryName(r.path) && !isGenerated(r.path) && r.bytes > SCAN_LIMITS.fileBytes,
  ).length;
  if (large > 0) limits.push(`${large} text-like files over 1 MiB were not read`);
  const startedAt = host.now().getTime();
  let readBytes = 0;
  for (let i = 0; i < readable.length; i += AT_ONCE) {
    signal.throwIfAborted();
    const late = host.now().getTime() - startedAt > SCAN_LIMITS.seconds * 1000;
    if (late || readBytes > SCAN_LIMITS.readBytes) {
      const why = late ? `${SCAN_LIMITS.seconds} s were over` : "256 MiB were read";
      limits.push(`${readable.length - i} files were not read: ${why}`);
      break;
    }
    const batch = readable.slice(i, i + AT_ONCE);
    const texts = await Promise.all(batch.map((row) => workspace.readText(row.path, SCAN_LIMITS.fileBytes)));
    batch.forEach((row, j) => {
      const text = texts[j];
      if (text === null || text === undefined || text.slice(0, 8000).includes("\0")) return;
      readBytes += row.bytes;
      row.lines = countLines(text);
      collectTodos(row.path, text, todos);
    });
    if ((i / AT_ONCE) % 16 === 0 || i + AT_ONCE >= readable.length) {
      const current = Math.min(i + AT_ONCE, readable.length);
      emit({
        type: "step.progress",
        message: "Reading files",
        fraction: current / readable.length,
        current,
        total: readable.length,
        unit: "files",
      });
    }
  }
  if (todos.total > todos.places.length) limits.push(`only the first ${SCAN_LIMITS.todos} marked places are listed`);
  return summarise(rows, todos, limits);
}

function summarise(rows: Row[], todos: Scan["todos"], limits: string[]): Scan {
  const languages = new Map<string, LanguageRow>();
  for (const row of rows) {
    const language = isGenerated(row.path) ? "Generated" : isBinaryName(row.path) ? "Binary" : languageOf(row.path);
    const sum = languages.get(language) ?? { language, files: 0, lines: 0, bytes: 0 };
    languages.set(language, sum);
    sum.files++;
    sum.lines += row.lines ?? 0;
    sum.bytes += row.bytes;
  }
  const byBytes = [...rows].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  const withLines = rows.flatMap((r) => (r.lines === null ? [] : [{ path: r.path, lines: r.lines }]));
  return {
    files: rows.length,
    bytes: rows.reduce((n, r) => n + r.bytes, 0),
    lines: rows.reduce((n, r) => n + (r.lines ?? 0), 0),
    languages: [...languages.values()].sort((a, b) => b.lines - a.lines || b.bytes - a.bytes),
    largest: byBytes.slice(0, 15),
    longest: withLines.sort((a, b) => b.lines - a.lines).slice(0, 10),
    todos,
    limits,
    paths: rows.map((r) => r.path),
  };
}

/** Lines as an editor numbers them: a last line without a line break counts. */
export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  return text === "" || text.endsWith("\n") ? lines : lines + 1;
}

const MARK = /\b(TODO|FIXME|HACK|XXX)\b(?=[:(\s]|$)/;
/** A mark counts in a comment: after one of the usual signs, or at the start of the line. */
const COMMENT = /(?:\/\/|#|\/\*|^\s*\*|--|<!--|;|%|""")|^\s*$/;

function collectTodos(path: string, text: string, todos: Scan["todos"]) {
  if (!MARK.test(text)) return;
  text.split("\n").forEach((line, i) => {
    if (line.length > 500) return;
    const match = MARK.exec(line);
    if (!match || !COMMENT.test(line.slice(0, match.index))) return;
    const word = match[1] ?? "TODO";
    todos.total++;
    todos.byWord[word] = (todos.byWord[word] ?? 0) + 1;
    if (todos.places.length < SCAN_LIMITS.todos)
      todos.places.push({ path, line: i + 1, word, text: line.slice(match.index).trim().slice(0, 160) });
  });
}
