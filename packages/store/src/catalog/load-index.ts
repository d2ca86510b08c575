import type { FileHandle } from "node:fs/promises";
import { readAt } from "../fs/read-at.ts";
import { type Entry, type Intern, parseIndexLine } from "./entry.ts";

/** What the whole index says: the last line of each run. */
export interface LoadedIndex {
  entries: Map<string, Entry>;
  /** Complete lines that were no index lines; empty ones do not count. */
  skipped: number;
  /** 1 where the last line is torn, or still being written. */
  torn: number;
  /** Byte offset after the last complete line. */
  end: number;
}

const CHUNK = 4 * 1024 * 1024;
const NEWLINE = 0x0a;
const MAX_LINE = 1024 * 1024;
/** How our writer starts a line: then the run id is known without parsing the rest. */
const PREFIX = Buffer.from('{"v":1,"runId":"');
const ID = 36;

/**
 * Reads the index from its end to its start, so that only the last line of each run is parsed: of 300,000 lines the
 * 100,000 that count. Memory is one chunk at a time.
 */
export async function loadIndex(handle: FileHandle, size: number, intern: Intern): Promise<LoadedIndex> {
  const loaded: LoadedIndex = { entries: new Map(), skipped: 0, torn: 0, end: 0 };
  const deleted = new Set<string>();
  let rest: Buffer = Buffer.alloc(0);
  let atEnd = true;
  for (let position = size; position > 0; ) {
    const start = Math.max(0, position - CHUNK);
    const chunk = await readAt(handle, start, position - start);
    position = start;
    const bytes = rest.length ? Buffer.concat([chunk, rest]) : chunk;
    let to = bytes.length;
    if (atEnd) {
      // Behind the last newline: a torn line, or nothing.
      to = bytes.lastIndexOf(NEWLINE) + 1;
      if (to === 0 && start > 0) {
        rest = bytes.length > MAX_LINE ? bytes.subarray(0, MAX_LINE) : bytes;
        continue;
      }
      loaded.end = start + to;
      loaded.torn = to < bytes.length ? 1 : 0;
      atEnd = false;
    }
    let stop = to;
    while (stop > 0) {
      const newline = stop >= 2 ? bytes.lastIndexOf(NEWLINE, stop - 2) : -1;
      if (newline < 0 && start > 0) break;
      take(bytes, newline + 1, stop - 1, start, loaded, deleted, intern);
      stop = newline + 1;
    }
    rest = bytes.subarray(0, stop);
    if (rest.length > MAX_LINE) {
      // No line of ours: pass over it, whatever its length, without keeping it.
      rest = rest.subarray(rest.length - 1);
    }
  }
  return loaded;
}

function take(
  bytes: Buffer,
  from: number,
  to: number,
  base: number,
  loaded: LoadedIndex,
  deleted: Set<string>,
  intern: Intern,
): void {
  if (to <= from) return;
  const idAt = from + PREFIX.length;
  const quick =
    to - from > PREFIX.length + ID &&
    bytes[idAt + ID] === 0x22 &&
    bytes.compare(PREFIX, 0, PREFIX.length, from, idAt) === 0;
  const isSeen = (id: string) => loaded.entries.has(id) || deleted.has(id);
  if (quick && isSeen(bytes.toString("latin1", idAt, idAt + ID))) {
    if (bytes[to - 1] !== 0x7d) loaded.skipped++;
    return;
  }
  const line = parseIndexLine(bytes.toString("utf8", from, to), base + from, to - from, intern);
  if (!line) {
    loaded.skipped++;
    return;
  }
  const id = line.kind === "run" ? line.entry.id : line.id;
  if (isSeen(id)) return;
  if (line.kind === "run") loaded.entries.set(id, line.entry);
  else deleted.add(id);
}
