import type { IndexedFile } from "../diff/diff-index.ts";
import { fileHref, findFile } from "../diff/viewer-files.ts";

/** A file that an agent names as evidence, and the line of it where one is named. */
export interface EvidencePath {
  path: string;
  line?: number;
}

/** `src/a.ts`, `./src/a.ts:12`, `src/a.ts:12-20`, `src/a.ts:12:5`, `src/a.ts#L12`. @param workspace is left out of absolute paths */
export function parseEvidencePath(text: string, workspace?: string): EvidencePath {
  const [, name = text, line] = /^(.+?)(?:(?::|#L)(\d{1,9})(?:[-:,].*)?)?$/s.exec(text.trim()) ?? [];
  const inside = workspace && name.startsWith(`${workspace}/`) ? name.slice(workspace.length + 1) : name;
  const path = inside.replace(/^(\.\/)+/, "");
  return line === undefined ? { path } : { path, line: Number(line) };
}

/** How evidence leads into a run's diff. */
export interface DiffLinks {
  runId: string;
  /** The files of its diff; null where it has none. */
  files: readonly IndexedFile[] | null;
  /** Absolute path of its workspace. */
  workspace?: string | undefined;
}

/**
 * Address of a file in the diff, at its line where a hunk shows it; null where the diff does not have the file. A line
 * that no hunk shows leads to the file.
 */
export function diffHref(links: DiffLinks, evidence: EvidencePath): string | null {
  const file = links.files?.[findFile(links.files, evidence.path)];
  if (!file) return null;
  const { line } = evidence;
  const shown = line !== undefined && file.hunks.some((h) => line >= h.start && line < h.start + h.count);
  return fileHref(`/runs/${links.runId}?tab=changes`, file.path, shown ? String(line) : undefined);
}
