import { isAbsolute, relative } from "node:path";

export interface UpstreamChange {
  path: string;
  /** `add`, `delete`, `update` and, for a file that moves, where to. */
  kind: { type: string; move_path?: string | null | undefined };
  diff?: string | undefined;
}
interface FileChange {
  path: string;
  change: "add" | "delete" | "update";
  diff?: string;
}

/**
 * A changed file with its unified diff. Codex tells whole contents for files that come or go and hunks for the others.
 * @param cwd paths below it are told relative to it.
 */
export function fileChange(change: UpstreamChange, cwd: string): FileChange {
  const path = shortPath(change.path, cwd);
  const { type, move_path } = change.kind;
  const hunks = change.diff === undefined || change.diff === "" ? undefined : change.diff;
  if (type === "add" || type === "delete") {
    const [from, to] = type === "add" ? [NOWHERE, side("b", path)] : [side("a", path), NOWHERE];
    return { path, change: type, ...diffOf(from, to, hunks && wholeFile(hunks, type)) };
  }
  if (!move_path) return { path, change: "update", ...diffOf(side("a", path), side("b", path), hunks) };
  const moved = shortPath(move_path, cwd);
  const { diff = "" } = diffOf(side("a", path), side("b", moved), hunks);
  return { path: moved, change: "update", diff: `rename from ${path}\nrename to ${moved}\n${diff}` };
}

const NOWHERE = "/dev/null";
const side = (mark: "a" | "b", path: string) => (isAbsolute(path) ? `${mark}${path}` : `${mark}/${path}`);
const diffOf = (from: string, to: string, hunks: string | undefined) =>
  hunks === undefined ? {} : { diff: `--- ${from}\n+++ ${to}\n${hunks}` };

/** How many files a unified diff of `git diff` form touches. */
export function filesOf(diff: string): number {
  return diff.match(/^diff --git /gm)?.length ?? 0;
}

function shortPath(path: string, cwd: string): string {
  if (!isAbsolute(path)) return path;
  const below = relative(cwd, path);
  return below === "" || below.startsWith("..") || isAbsolute(below) ? path : below;
}

function wholeFile(content: string, type: "add" | "delete"): string {
  // Some versions tell hunks here, too.
  if (/^@@ -\d+(,\d+)? \+\d+(,\d+)? @@/.test(content)) return content;
  const ended = content.endsWith("\n");
  const lines = (ended ? content.slice(0, -1) : content).split("\n");
  const sign = type === "add" ? "+" : "-";
  const range = lines.length === 1 ? "1" : `1,${lines.length}`;
  const head = type === "add" ? `@@ -0,0 +${range} @@` : `@@ -${range} +0,0 @@`;
  const body = lines.map((line) => `${sign}${line}\n`).join("");
  return `${head}\n${body}${ended ? "" : "\\ No newline at end of file\n"}`;
}
