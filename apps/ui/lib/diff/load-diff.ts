import type { Store } from "@codex-toolloop/store";
import { type DiffFile, type IndexedFile, indexDiff } from "./diff-index.ts";
import { BODY_BYTES, findFile, MOST_FILES, OPEN_LINES, opensByItself, PAGE_FILES, pageStart } from "./viewer-files.ts";

/** Most of a diff that is looked through; what is longer is shown up to here. */
const READ_BYTES = 16 * 1024 * 1024;
/** Of the files' text travels with the page what a first look needs; in lines as many as one file may have. */
const FIRST_CHARS = 48 * 1024;

/** What a run changed; of one that changed nothing what its agents reviewed. */
export type DiffName = "changes.diff" | "reviewed.diff";

/** A run's diff as a viewer opens it. `start` and `end` of a file are byte offsets in the artifact. */
export interface LoadedDiff {
  name: DiffName;
  files: DiffFile[];
  /** Files beyond those. */
  more: number;
  added: number;
  deleted: number;
  /** Size of the artifact, and how much of it was looked through, in bytes. */
  size: number;
  read: number;
  /** The text of the files that stand open at first, by index. */
  bodies: Record<number, string>;
}

/** The index alone of what a run changed. Null without a `changes.diff`. */
export async function loadDiffIndex(store: Store, runId: string): Promise<IndexedFile[] | null> {
  const artifact = await store.readArtifact(runId, "changes.diff", { maxBytes: READ_BYTES });
  return artifact && indexDiff(artifact.content);
}

/** The index alone of what the viewer shows: for links that lead into it. */
export async function loadShownIndex(store: Store, runId: string): Promise<IndexedFile[] | null> {
  const found = await readDiff(store, runId);
  return found && indexDiff(found.artifact.content);
}

/** @param path the file that the address asks for: its page is prepared, and its text comes along. */
export async function loadDiff(store: Store, runId: string, path: string | undefined): Promise<LoadedDiff | null> {
  const found = await readDiff(store, runId);
  if (!found) return null;
  const { name, artifact } = found;
  const { content } = artifact;
  const all = indexDiff(content);
  return {
    name,
    files: inBytes(content, all.slice(0, MOST_FILES)),
    more: Math.max(0, all.length - MOST_FILES),
    added: all.reduce((n, f) => n + f.added, 0),
    deleted: all.reduce((n, f) => n + f.deleted, 0),
    size: artifact.info.size,
    read: artifact.nextOffset,
    bodies: firstBodies(content, all.slice(0, MOST_FILES), path),
  };
}

async function readDiff(store: Store, runId: string) {
  const read = (name: DiffName) => store.readArtifact(runId, name, { maxBytes: READ_BYTES });
  const changes = await read("changes.diff");
  if (changes && changes.info.size > 0) return { name: "changes.diff" as const, artifact: changes };
  const reviewed = await read("reviewed.diff");
  if (reviewed) return { name: "reviewed.diff" as const, artifact: reviewed };
  return changes && { name: "changes.diff" as const, artifact: changes };
}

/** The text of the first files of a page, and of the one that is asked for. */
export function firstBodies(
  diff: string,
  files: readonly DiffFile[],
  path: string | undefined,
): Record<number, string> {
  const asked = findFile(files, path);
  const start = pageStart(asked);
  const bodies: Record<number, string> = {};
  let [lines, chars] = [0, 0];
  files.slice(start, start + PAGE_FILES).forEach((file, n) => {
    const index = start + n;
    const size = file.end - file.start;
    const first = opensByItself(file) && lines + file.lines <= OPEN_LINES && chars + size <= FIRST_CHARS;
    if (first) [lines, chars] = [lines + file.lines, chars + size];
    if (first || (index === asked && size <= BODY_BYTES)) bodies[index] = diff.slice(file.start, file.end);
  });
  return bodies;
}

function inBytes(text: string, files: readonly IndexedFile[]): DiffFile[] {
  const encoder = new TextEncoder();
  const bytes = (from: number, to: number) => encoder.encode(text.slice(from, to)).length;
  let at = bytes(0, files[0]?.start ?? 0);
  return files.map(({ hunks: _, ...file }) => {
    const start = at;
    at += bytes(file.start, file.end);
    return { ...file, start, end: at };
  });
}
