import type { LogSlice } from "@codex-toolloop/protocol";
import { appendRows, type LogRow } from "./log-rows.ts";

/** The part of a log that the browser holds at most. */
export const LOG_KEEP_BYTES = 1024 * 1024;
export const LOG_SLICE = 128 * 1024;

interface Piece {
  offset: number;
  end: number;
  text: string;
}

/** One gapless byte range of a log, as slices and as visual rows. Immutable: every change makes a new one. */
export interface LogWindow {
  pieces: readonly Piece[];
  rows: readonly LogRow[];
  start: number;
  end: number;
  size: number;
  isComplete: boolean;
}

export const EMPTY_LOG: LogWindow = { pieces: [], rows: [], start: 0, end: 0, size: 0, isComplete: false };

function build(pieces: readonly Piece[], size: number, isComplete: boolean): LogWindow {
  let rows: LogRow[] = [];
  for (const p of pieces) rows = appendRows(rows, p.text, p.offset, p.end);
  return { pieces, rows, start: pieces[0]?.offset ?? 0, end: pieces.at(-1)?.end ?? 0, size, isComplete };
}

const pieceOf = (s: LogSlice): Piece => ({ offset: s.offset, end: s.next_offset, text: s.content });

/** A window of one slice. */
export function logWindow(slice: LogSlice): LogWindow {
  return build([pieceOf(slice)], slice.size, slice.is_complete);
}

/** Adds a slice that begins where the window ends; the beginning is dropped beyond the limit. Others are ignored. */
export function appendSlice(w: LogWindow, slice: LogSlice): LogWindow {
  if (w.pieces.length === 0) return logWindow(slice);
  if (slice.offset !== w.end) return { ...w, size: Math.max(w.size, slice.size) };
  const size = Math.max(w.size, slice.size);
  if (slice.next_offset === slice.offset) return { ...w, size, isComplete: slice.is_complete };
  const pieces = [...w.pieces, pieceOf(slice)];
  if (slice.next_offset - w.start <= LOG_KEEP_BYTES) {
    const rows = appendRows(w.rows, slice.content, slice.offset, slice.next_offset);
    return { pieces, rows, start: w.start, end: slice.next_offset, size, isComplete: slice.is_complete };
  }
  while (pieces.length > 1 && slice.next_offset - (pieces[0]?.offset ?? 0) > LOG_KEEP_BYTES / 2) pieces.shift();
  return build(pieces, size, slice.is_complete);
}

/** Adds a slice that ends where the window begins; the end is dropped beyond the limit. */
export function prependSlice(w: LogWindow, slice: LogSlice): LogWindow {
  if (slice.next_offset !== w.start || slice.next_offset <= slice.offset) return w;
  const pieces = [pieceOf(slice), ...w.pieces];
  let complete = w.isComplete;
  while (pieces.length > 1 && (pieces.at(-1)?.end ?? 0) - slice.offset > LOG_KEEP_BYTES) {
    pieces.pop();
    complete = false;
  }
  return build(pieces, w.size, complete);
}
