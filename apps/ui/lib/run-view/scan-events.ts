import type { AnyEvent, EventPage, PlacedEvent } from "@codex-toolloop/protocol";

export interface ScanQuery {
  /** Byte offset: the event there is left out. */
  from: number;
  direction: 1 | -1;
  matches(event: AnyEvent): boolean;
  /** Offsets that are known to match (marks of the overview), whatever was loaded. */
  known: readonly number[];
  /** `known` holds every match there is: nothing needs to be read. */
  knownIsAll: boolean;
  loaded: readonly PlacedEvent[];
  /** The gapless bytes that `loaded` covers. */
  range: { start: number; end: number; size: number };
  read(at: { from: number } | { before: number }): Promise<EventPage>;
  isCanceled(): boolean;
}

export type ScanResult =
  | { kind: "found"; offset: number }
  | { kind: "none" }
  | { kind: "canceled" }
  /** Went through `events` events and stopped at `offset`, to be asked again. */
  | { kind: "gave-up"; offset: number; events: number };

/** Pages of one search: some ten thousand events, a second or two. */
const PAGES = 60;

/** The next event in a direction that matches: first among what is loaded, then page by page through the file, bounded. */
export async function scanEvents(q: ScanQuery): Promise<ScanResult> {
  const after = (offset: number) => (q.direction === 1 ? offset > q.from : offset < q.from);
  const known = pick(q.known.filter(after), q.direction);
  let at = q.from;
  if (q.from >= q.range.start - 1 && q.from <= q.range.end) {
    const hit = pick(
      q.loaded.filter((e) => after(e.offset) && q.matches(e.event)).map((e) => e.offset),
      q.direction,
    );
    if (hit !== undefined) return { kind: "found", offset: hit };
    at = q.direction === 1 ? q.range.end : q.range.start;
  }
  if (known !== undefined && q.knownIsAll) return { kind: "found", offset: known };
  let events = 0;
  for (let page = 0; page < PAGES; page++) {
    if (q.isCanceled()) return { kind: "canceled" };
    if (q.direction === -1 && at <= 0) return { kind: "none" };
    const p = await q.read(q.direction === 1 ? { from: Math.max(0, at) } : { before: at });
    const hit = pick(
      p.events.filter((e) => after(e.offset) && q.matches(e.event)).map((e) => e.offset),
      q.direction,
    );
    if (hit !== undefined) return { kind: "found", offset: hit };
    const next = q.direction === 1 ? p.nextOffset : p.firstOffset;
    if (p.events.length === 0 || next === at || (q.direction === 1 && next >= p.size)) return { kind: "none" };
    at = next;
    events += p.events.length;
  }
  if (known !== undefined) return { kind: "found", offset: known };
  return { kind: "gave-up", offset: at, events };
}

function pick(offsets: number[], direction: 1 | -1): number | undefined {
  if (offsets.length === 0) return undefined;
  return direction === 1 ? Math.min(...offsets) : Math.max(...offsets);
}
