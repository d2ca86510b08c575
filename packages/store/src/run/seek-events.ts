import type { FileHandle } from "node:fs/promises";
import { LIMITS, parseEventLine } from "@codex-toolloop/protocol";
import { readAt } from "../fs/read-at.ts";
import { openRegular } from "../fs/safe-open.ts";

const STEP = 16 * 1024;
const LONGEST = LIMITS.recordBytes + 1;

/**
 * Byte offset of the first line at or after a fraction 0..1 of the file, or of the first event at or after an instant.
 * Reads a few KiB around each probe, never the file.
 */
export async function seekEventOffset(
  path: string,
  root: string,
  to: { fraction: number } | { at: string },
): Promise<number> {
  const opened = await openRegular(path, root);
  if (!opened) return 0;
  const { handle, stat } = opened;
  try {
    if ("fraction" in to) {
      const fraction = Number.isFinite(to.fraction) ? Math.min(1, Math.max(0, to.fraction)) : 0;
      return await lineStartAt(handle, Math.floor(stat.size * fraction), stat.size);
    }
    const wanted = Date.parse(to.at);
    if (Number.isNaN(wanted)) return 0;
    return await searchInstant(handle, stat.size, wanted);
  } finally {
    await handle.close();
  }
}

async function searchInstant(handle: FileHandle, size: number, wanted: number): Promise<number> {
  // Invariant: lines that start before `low` are earlier than wanted; lines from `high` on are not.
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    const line = await firstEventFrom(handle, middle, size);
    if (line === null || line.at >= wanted) high = middle;
    else low = Math.max(middle + 1, line.offset + 1);
  }
  return lineStartAt(handle, low, size);
}

async function firstEventFrom(
  handle: FileHandle,
  from: number,
  size: number,
): Promise<{ offset: number; at: number } | null> {
  let offset = await lineStartAt(handle, from, size);
  // Bad lines are passed over, but not without end.
  for (let tries = 0; tries < 64 && offset < size; tries++) {
    const bytes = await lineFrom(handle, offset);
    if (!bytes) return null;
    const event = parseEventLine(bytes.toString("utf8"));
    const at = event ? Date.parse(event.at) : Number.NaN;
    if (!Number.isNaN(at)) return { offset, at };
    offset += bytes.length + 1;
  }
  return null;
}

async function lineFrom(handle: FileHandle, offset: number): Promise<Buffer | null> {
  for (let length = STEP; ; length *= 4) {
    const bytes = await readAt(handle, offset, Math.min(length, LONGEST));
    const newline = bytes.indexOf(0x0a);
    if (newline >= 0) return bytes.subarray(0, newline);
    if (bytes.length < length || length >= LONGEST) return null;
  }
}

/** The first line start at or after `from`; `size` where there is none in reach. */
async function lineStartAt(handle: FileHandle, from: number, size: number): Promise<number> {
  if (from <= 0) return 0;
  for (let at = from - 1; at < size && at - from < 4 * LONGEST; at += STEP) {
    const newline = (await readAt(handle, at, STEP)).indexOf(0x0a);
    if (newline >= 0) return at + newline + 1;
  }
  return size;
}
