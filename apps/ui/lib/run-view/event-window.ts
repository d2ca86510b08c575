import type { EventPage, PlacedEvent } from "@codex-toolloop/protocol";
import { type LoadedEvent, mergeDeltas } from "./merge-deltas.ts";

type Range = Pick<EventPage, "events" | "firstOffset" | "nextOffset" | "size">;

/**
 * The part of an event file that the browser holds: one gapless byte range `start..end`. Everything outside is read again
 * when it is scrolled to.
 */
export class EventWindow {
  events: readonly LoadedEvent[];
  start: number;
  end: number;
  /** Size of the file as far as known. */
  size: number;

  constructor(page: Range) {
    this.events = page.events;
    this.start = page.events.length > 0 ? page.firstOffset : page.nextOffset;
    this.end = page.nextOffset;
    this.size = Math.max(page.size, page.nextOffset);
  }

  get atStart(): boolean {
    return this.start <= 0;
  }
  get atEnd(): boolean {
    return this.end >= this.size;
  }

  /** Adds events that follow; what is known already or does not join is left out. Returns what was added. */
  append(events: readonly PlacedEvent[], to: number): readonly PlacedEvent[] {
    const fresh = events.filter((e) => e.offset >= this.end);
    if (fresh.length > 0) this.events = [...this.events, ...fresh];
    this.end = Math.max(this.end, to);
    this.size = Math.max(this.size, this.end);
    return fresh;
  }

  /** Adds a page that was read backwards from `start`. */
  prepend(page: Range): readonly PlacedEvent[] {
    const fresh = page.events.filter((e) => e.end <= this.start);
    if (fresh.length > 0) this.events = [...fresh, ...this.events];
    this.start = page.events.length === 0 ? 0 : Math.min(this.start, page.firstOffset);
    this.size = Math.max(this.size, page.size);
    return fresh;
  }

  /** Puts pieces of one item together: fewer events of the same bytes. */
  merge(isKept: (e: LoadedEvent, i: number) => boolean): void {
    this.events = mergeDeltas(this.events, isKept);
  }

  /** Drops events whose lines end at or before `offset`. */
  dropBefore(offset: number): void {
    const i = this.events.findIndex((e) => e.end > offset);
    if (i <= 0) return;
    this.events = this.events.slice(i);
    this.start = this.events[0]?.offset ?? this.end;
  }

  /** Drops events whose lines start at or after `offset`. */
  dropAfter(offset: number): void {
    const i = this.events.findIndex((e) => e.offset >= offset);
    if (i <= 0) return;
    this.events = this.events.slice(0, i);
    this.end = this.events.at(-1)?.end ?? this.start;
  }
}
