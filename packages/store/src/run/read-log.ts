import { LIMITS, type LogSlice } from "@codex-toolloop/protocol";
import type { Redactor } from "../contract.ts";
import { openRegular } from "../fs/safe-open.ts";
import { liveEnd, readSlice } from "../redact/read-redacted.ts";

const clampLimit = (limit: number | undefined): number =>
  Math.min(LIMITS.logSliceMax, Math.max(1, Math.trunc(limit ?? LIMITS.logSliceDefault)));

/** A redacted slice of a log (DESIGN 7). A missing log is an empty one. */
export async function readLogSlice(
  path: string,
  root: string,
  redactor: Redactor,
  options: { offset: number; limit?: number; isFinal: boolean },
): Promise<LogSlice> {
  const opened = await openRegular(path, root);
  if (!opened) return { offset: 0, next_offset: 0, size: 0, is_complete: options.isFinal, content: "" };
  const { handle, stat } = opened;
  try {
    const servable = options.isFinal ? stat.size : await liveEnd(handle, stat.size);
    const slice = await readSlice(handle, stat.size, redactor, options.offset, clampLimit(options.limit), servable);
    return {
      offset: slice.start,
      next_offset: slice.end,
      size: stat.size,
      is_complete: options.isFinal && slice.end >= stat.size,
      content: slice.content,
    };
  } finally {
    await handle.close();
  }
}

/** The last servable part of a log, at most `limit` bytes; from a line's start where one is near. */
export async function readLogEnd(
  path: string,
  root: string,
  redactor: Redactor,
  options: { limit: number; isFinal: boolean },
): Promise<LogSlice> {
  const opened = await openRegular(path, root);
  if (!opened) return { offset: 0, next_offset: 0, size: 0, is_complete: options.isFinal, content: "" };
  const { handle, stat } = opened;
  try {
    const servable = options.isFinal ? stat.size : await liveEnd(handle, stat.size);
    const start = Math.max(0, servable - clampLimit(options.limit));
    const slice = await readSlice(handle, stat.size, redactor, start, clampLimit(options.limit), servable);
    const skip = start === 0 ? 0 : firstLineStart(slice.content);
    return {
      offset: slice.start + skip,
      next_offset: slice.end,
      size: stat.size,
      is_complete: options.isFinal && slice.end >= stat.size,
      content: Buffer.from(slice.content, "utf8").toString("utf8", skip),
    };
  } finally {
    await handle.close();
  }
}

/** Bytes up to the first line start in a text that begins mid-line; 0 where that would leave little or nothing. */
function firstLineStart(content: string): number {
  const newline = content.indexOf("\n");
  if (newline < 0 || newline > content.length / 2) return content.startsWith("?") ? leadingMarks(content) : 0;
  return Buffer.byteLength(content.slice(0, newline + 1));
}

/** The rest of a code point that the start cut in two. */
function leadingMarks(content: string): number {
  let n = 0;
  while (n < 3 && content[n] === "?") n++;
  return n;
}
