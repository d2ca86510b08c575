import type { FileHandle } from "node:fs/promises";
import { LIMITS } from "@codex-toolloop/protocol";
import type { Redactor } from "../contract.ts";
import { readAt } from "../fs/read-at.ts";
import { KEY_BLOCK_BYTES, KEY_MARK } from "./private-keys.ts";
import { continues } from "./sanitize-utf8.ts";

/** Long lines are cut at multiples of this; also how far a line is looked at beyond the cut. */
const BLOCK = LIMITS.logLineBytes;
const BEFORE = BLOCK + KEY_BLOCK_BYTES;
const AFTER = BLOCK;

/**
 * Redacted bytes of a file. What is masked at a position depends on the file around it alone (its line and the one
 * before, or for a line longer than a block the block and its neighbours), never on how it is read: any partition of reads gives the same
 * bytes, and each read costs the same wherever it is.
 * @param start @param end byte offsets, `end` at most the servable end (`liveEnd`, or the size of a finished file).
 */
export async function readRedacted(
  handle: FileHandle,
  size: number,
  redactor: Redactor,
  start: number,
  end: number,
): Promise<Buffer> {
  if (end <= start) return Buffer.alloc(0);
  const firstBlock = Math.floor(start / BLOCK);
  const lastBlock = Math.floor((end - 1) / BLOCK);
  const base = Math.max(0, firstBlock * BLOCK - BEFORE);
  const raw = await readAt(handle, base, Math.min(size, (lastBlock + 1) * BLOCK + AFTER) - base);
  const parts: Buffer[] = [];
  for (let block = firstBlock; block <= lastBlock; block++) {
    const from = Math.max(0, block * BLOCK - BEFORE - base);
    const to = Math.min(raw.length, (block + 1) * BLOCK + AFTER - base);
    const a = Math.max(start, block * BLOCK) - base;
    const b = Math.min(end, (block + 1) * BLOCK) - base;
    if (a < raw.length)
      parts.push(maskBlock(raw.subarray(from, to), a - from, Math.min(b, raw.length) - from, redactor));
  }
  return Buffer.concat(parts);
}

/** Masks the lines of one block's surroundings that `[a, b)` touches, and returns that part. */
function maskBlock(context: Buffer, a: number, b: number, redactor: Redactor): Buffer {
  // One line more: a name at its end tells what the first line begins with.
  let from = lineBefore(context, lastBreak(context, a - 1) + 1);
  let to = b;
  while (to < context.length && !isBreak(context[to - 1])) to++;
  // A private key that began before: its lines look like any other without the line that opens it.
  const key = context.subarray(Math.max(0, from - KEY_BLOCK_BYTES), from).indexOf(KEY_MARK, 0, "latin1");
  if (key >= 0) from = lastBreak(context, Math.max(0, from - KEY_BLOCK_BYTES) + key) + 1;
  return Buffer.from(redactor.bytes(context.subarray(from, to))).subarray(a - from, b - from);
}

function isBreak(byte: number | undefined): boolean {
  // A progress bar that rewrites its line with \r is made of lines too.
  return byte === 0x0a || byte === 0x0d;
}

/** Where the line begins that ends right before `start`. */
function lineBefore(bytes: Buffer, start: number): number {
  const end = bytes[start - 1] === 0x0a && bytes[start - 2] === 0x0d ? start - 2 : start - 1;
  return lastBreak(bytes, end - 1) + 1;
}

/** Index of the last line break at or before `at`, or -1. */
function lastBreak(bytes: Buffer, at: number): number {
  for (let i = at; i >= 0; i--) if (isBreak(bytes[i])) return i;
  return -1;
}

/**
 * How much of a growing file may be served: to the end of its last complete line; of a line longer than a block the
 * blocks whose surroundings are there already.
 */
export async function liveEnd(handle: FileHandle, size: number): Promise<number> {
  const cut = Math.max(0, Math.floor((size - AFTER) / BLOCK)) * BLOCK;
  for (let end = size; end > cut; ) {
    const start = Math.max(cut, end - 16 * 1024);
    const found = lastBreak(await readAt(handle, start, end - start), end - start - 1);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return cut;
}

/** A slice that starts and ends on code points. */
export interface Slice {
  content: string;
  start: number;
  end: number;
}

/**
 * At most `limit` bytes from `offset`, ending on a code point; a single code point where that is longer than the limit.
 * @param servable where to stop: the file's size when it is final, else `liveEnd`.
 */
export async function readSlice(
  handle: FileHandle,
  size: number,
  redactor: Redactor,
  offset: number,
  limit: number,
  servable: number,
): Promise<Slice> {
  const start = Math.min(Math.max(0, Math.trunc(offset)), size);
  if (start >= servable) return { content: "", start, end: start };
  const wanted = Math.min(start + Math.max(1, limit), servable);
  // A few bytes more tell whether the last code point is whole.
  const bytes = await readRedacted(handle, size, redactor, start, Math.min(wanted + 3, servable));
  // An offset inside a code point: its rest is no text.
  for (let i = 0; continues(bytes[i]); i++) bytes[i] = 0x3f;
  const length = wholeCodePoints(bytes, wanted - start);
  return { content: bytes.toString("utf8", 0, length), start, end: start + length };
}

/** Bytes of the code points that fit into `limit`; of the first one where that is longer, since a reader must get on. */
function wholeCodePoints(bytes: Buffer, limit: number): number {
  let length = Math.min(limit, bytes.length);
  while (length > 0 && continues(bytes[length])) length--;
  if (length > 0 || bytes.length === 0) return length;
  do length++;
  while (continues(bytes[length]));
  return length;
}
