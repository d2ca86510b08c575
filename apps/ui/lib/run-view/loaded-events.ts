import type { EventPage, PlacedEvent } from "@codex-toolloop/protocol";
import type { Block } from "./block.ts";
import { BlockFolder } from "./block-folder.ts";
import { EventWindow } from "./event-window.ts";
import type { LoadedEvent } from "./merge-deltas.ts";
import type { RunViewSnapshot } from "./run-view-snapshot.ts";

/** The window is cut back to KEEP events once it holds more than MAX_EVENTS. */
export const MAX_EVENTS = 3000;
const KEEP = 2000;
/** The newest events stay as they are: they are what somebody looks at, one by one. */
const RAW = 300;
/** The same, around events that are in sight. */
const MARGIN = 60;

/** What is in sight, as byte offsets; `events`: each is a row of its own. */
export interface Sight {
  from: number;
  to: number;
  events: boolean;
}

/** The events that the browser holds, as they are and folded into rows, always of the same bytes; bounded. */
export class LoadedEvents {
  #window: EventWindow;
  #folder = new BlockFolder();

  constructor(page: EventPage) {
    this.#window = new EventWindow(page);
    this.#folder.append(page.events);
  }

  get events(): readonly LoadedEvent[] {
    return this.#window.events;
  }
  get blocks(): readonly Block[] {
    return this.#folder.blocks;
  }
  get range(): RunViewSnapshot["range"] {
    const { start, end, size, atStart, atEnd } = this.#window;
    return { start, end, size, atStart, atEnd };
  }

  holds(offset: number): boolean {
    return this.events.length > 0 && offset >= this.#window.start && offset < this.#window.end;
  }

  grewTo(size: number): void {
    this.#window.size = Math.max(this.#window.size, size);
  }

  replace(page: EventPage): void {
    const { size } = this.#window;
    this.#window = new EventWindow(page);
    this.grewTo(size);
    this.#refold();
  }

  /** @param sight nothing from there on is dropped; undefined: the end is followed. */
  append(events: readonly PlacedEvent[], to: number, sight: Sight | undefined): void {
    this.#folder.append(this.#window.append(events, to));
    if (this.events.length <= MAX_EVENTS) return;
    this.#merge(sight);
    if (this.events.length <= KEEP) return;
    const start = this.events.at(-KEEP)?.offset ?? 0;
    this.#window.dropBefore(Math.min(start, sight?.from ?? start));
    this.#folder.dropBefore(this.#window.start);
  }

  /** @param sight nothing up to its end is dropped; undefined: the end is followed, and nothing is. */
  prepend(page: EventPage, sight: Sight | undefined): void {
    this.#window.prepend(page);
    if (this.events.length > MAX_EVENTS) this.#merge(sight);
    if (this.events.length > MAX_EVENTS && sight)
      this.#window.dropAfter(Math.max(this.events[KEEP]?.offset ?? Number.MAX_SAFE_INTEGER, sight.to + 1));
    this.#refold();
  }

  #merge(sight: Sight | undefined): void {
    const { events } = this;
    const raw = events.length - RAW;
    let [from, to] = [events.length, -1];
    if (sight?.events) {
      from = events.findIndex((e) => e.end > sight.from) - MARGIN;
      to = events.findLastIndex((e) => e.offset <= sight.to) + MARGIN;
    }
    this.#window.merge((_e, i) => i >= raw || (i >= from && i <= to));
  }

  #refold(): void {
    const before = this.#folder.blocks;
    this.#folder = new BlockFolder();
    this.#folder.append(this.events);
    this.#folder.complete(before);
  }
}
