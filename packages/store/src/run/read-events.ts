import type { FileHandle } from "node:fs/promises";
import { type AnyEvent, type EventPage, LIMITS, type PlacedEvent, parseEventLine } from "@codex-toolloop/protocol";
import type { Redactor } from "../contract.ts";
import { readAt } from "../fs/read-at.ts";
import { openRegular } from "../fs/safe-open.ts";
import { redactEvents } from "./redact-events.ts";

export interface ReadEventsOptions {
  from?: number | undefined;
  before?: number | undefined;
  limit?: number | undefined;
  maxBytes?: number | undefined;
  isFinal?: boolean | undefined;
}

const NEWLINE = 0x0a;
/** No line of ours is longer; a foreign one is passed over piece by piece. */
const LONGEST = LIMITS.recordBytes + 1;
/** Deltas before a page, looked at so that a secret cut in two by the page border is still found. */
const CONTEXT = 16 * 1024;

/**
 * One page of events, each redacted, with the byte offsets of its line. Bounded by events and bytes whatever the file
 * holds, but one event at least where there is one; reading anywhere costs the same.
 */
export async function readEventPage(
  path: string,
  root: string,
  redactor: Redactor,
  options: ReadEventsOptions,
): Promise<EventPage> {
  const opened = await openRegular(path, root);
  if (!opened)
    return { events: [], firstOffset: 0, nextOffset: 0, size: 0, skipped: 0, isComplete: options.isFinal ?? false };
  try {
    return (await readOpenEvents(opened.handle, opened.stat.size, redactor, options)).page;
  } finally {
    await opened.handle.close();
  }
}

/** The deltas before a place in the file, raw: whoever reads on from there need not read them again. */
export interface DeltasBefore {
  at: number;
  deltas: PlacedEvent[];
}

/**
 * `readEventPage` of a file that is open. @param known what the page before it gave as `after`.
 * @returns the page, and what is before the next one.
 */
export async function readOpenEvents(
  handle: FileHandle,
  size: number,
  redactor: Redactor,
  options: ReadEventsOptions,
  known?: DeltasBefore,
): Promise<{ page: EventPage; after: DeltasBefore }> {
  const limit = Math.max(1, options.limit ?? 200);
  const maxBytes = Math.max(1, options.maxBytes ?? 512 * 1024);
  const isFinal = options.isFinal ?? false;
  const backwards = options.before !== undefined;
  const at = Math.min(Math.max(0, Math.trunc(options.before ?? options.from ?? 0)), size);
  const window = Math.max(maxBytes, LONGEST) + 1;
  const told = known?.at === at && !backwards ? known : undefined;
  // One byte before the start tells whether it is the start of a line; the rest before it is context for deltas.
  const start = backwards ? Math.max(0, at - window) : Math.max(0, at - 1 - (told ? 0 : CONTEXT));
  const end = backwards ? at : Math.min(size, at + window);
  const bytes = await readAt(handle, start, end - start);
  const split = backwards
    ? linesBefore(bytes, start, limit, maxBytes, isFinal && at === size)
    : linesFrom(bytes, start, at, limit, maxBytes, isFinal && end === size);
  const { placed, skipped } = parseLines(bytes, start, split);
  const before = told?.deltas ?? parseContext(bytes.subarray(0, Math.max(0, split.first - start)), start);
  const page = {
    events: redactEvents(
      placed,
      before.map((delta) => delta.event),
      redactor,
    ),
    firstOffset: split.first,
    nextOffset: split.next,
    size,
    skipped,
    isComplete: isFinal && split.next >= size,
  };
  const deltas = [...before, ...placed].filter(
    (p) => p.event.type === "item.delta" && p.offset >= split.next - CONTEXT,
  );
  return { page, after: { at: split.next, deltas } };
}

function parseLines(bytes: Buffer, start: number, split: Split): { placed: PlacedEvent[]; skipped: number } {
  const placed: PlacedEvent[] = [];
  let { skipped } = split;
  for (const { from, to } of split.lines) {
    const line = bytes.toString("utf8", from - start, to - start);
    if (line.trim() === "") continue;
    const event = parseEventLine(line);
    if (event) placed.push({ offset: from, end: to, event });
    else skipped++;
  }
  return { placed, skipped };
}

interface Split {
  /** `to` is after the newline. */
  lines: { from: number; to: number }[];
  first: number;
  next: number;
  skipped: number;
}

function linesFrom(bytes: Buffer, base: number, at: number, limit: number, maxBytes: number, toEnd: boolean): Split {
  const lines: Split["lines"] = [];
  let skipped = 0;
  let from = at;
  if (at > 0 && bytes[at - 1 - base] !== NEWLINE) {
    const next = bytes.indexOf(NEWLINE, at - base);
    // No line starts here: a huge foreign line, passed over piece by piece (or the end of the file).
    if (next < 0) return { lines, first: at, next: passOver(bytes, base, at, toEnd), skipped: 0 };
    from = base + next + 1;
  }
  const first = from;
  while (lines.length < limit) {
    const newline = bytes.indexOf(NEWLINE, from - base);
    const to = newline < 0 ? -1 : base + newline + 1;
    if (to < 0) {
      if (toEnd && from < base + bytes.length) {
        // The torn last line of a run that has ended: it will never be whole. A valid one only lacks its newline.
        lines.push({ from, to: base + bytes.length });
        from = base + bytes.length;
      } else if (lines.length === 0 && base + bytes.length - from >= LONGEST) {
        skipped++;
        from = base + bytes.length;
      }
      break;
    }
    if (lines.length > 0 && to - first > maxBytes) break;
    lines.push({ from, to });
    from = to;
  }
  return { lines, first, next: from, skipped };
}

function passOver(bytes: Buffer, base: number, at: number, toEnd: boolean): number {
  const end = base + bytes.length;
  return toEnd || end - at >= LONGEST ? end : at;
}

function linesBefore(bytes: Buffer, base: number, limit: number, maxBytes: number, toEnd: boolean): Split {
  const lines: Split["lines"] = [];
  const end = base + bytes.length;
  let to = toEnd ? end : base + bytes.lastIndexOf(NEWLINE) + 1;
  const next = to > base || base === 0 ? to : end;
  while (lines.length < limit && to > base) {
    const newline = to - base >= 2 ? bytes.lastIndexOf(NEWLINE, to - base - 2) : -1;
    if (newline < 0 && base > 0) {
      // The line starts before the window: too long to be ours when nothing was found after it.
      if (lines.length === 0) return { lines, first: base, next, skipped: 1 };
      break;
    }
    const from = base + newline + 1;
    if (lines.length > 0 && next - from > maxBytes) break;
    lines.push({ from, to });
    to = from;
  }
  if (lines.length === 0 && base > 0) return { lines, first: base, next, skipped: 1 };
  return { lines: lines.reverse(), first: to, next, skipped: 0 };
}

/** The deltas in what was read before the page; unless it starts at 0, its first line is the rest of one. */
function parseContext(bytes: Buffer, start: number): PlacedEvent[] {
  const deltas: PlacedEvent[] = [];
  if (!bytes.includes('"item.delta"')) return deltas;
  for (let from = start === 0 ? 0 : bytes.indexOf(NEWLINE) + 1; from < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, from);
    if (newline < 0) break;
    const line = bytes.subarray(from, newline);
    const event: AnyEvent | null = line.includes('"item.delta"') ? parseEventLine(line.toString("utf8")) : null;
    if (event) deltas.push({ offset: start + from, end: start + newline + 1, event });
    from = newline + 1;
  }
  return deltas;
}
