import type { DiffFile } from "./diff-index.ts";

/** Files of one page of the viewer: what is in the document at once. */
export const PAGE_FILES = 50;
/** A file with more lines is closed until somebody opens it. */
export const OPEN_LINES = 400;
/** Lines that are added to the document at once. */
export const WINDOW_LINES = 400;
/** Most of one file's diff that is loaded, in bytes; the rest is in the download. */
export const BODY_BYTES = 2 * 1024 * 1024;
/** Files that the viewer knows of; more are in the download. */
export const MOST_FILES = 2000;

/** True for a file that stands open when the viewer is opened. */
export function opensByItself(file: DiffFile): boolean {
  return !file.binary && file.lines > 0 && file.lines <= OPEN_LINES;
}

/** The first file of the page that a file is on. */
export function pageStart(index: number): number {
  return Math.floor(Math.max(0, index) / PAGE_FILES) * PAGE_FILES;
}

/** Where a file is among the others; by its earlier name too. -1 where there is none. */
export function findFile(files: readonly DiffFile[], path: string | undefined): number {
  if (path === undefined) return -1;
  const now = files.findIndex((f) => f.path === path);
  return now >= 0 ? now : files.findIndex((f) => f.from === path);
}

/** Address of a file, and of a line of it, in a viewer that has an address. @param base up to the query's other parts */
export function fileHref(base: string, path: string, line?: string): string {
  return `${base}&file=${encodeURIComponent(path)}${line === undefined ? "" : `&line=${line}`}`;
}
