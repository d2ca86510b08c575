import type { EventPage, PlacedEvent } from "@codex-toolloop/protocol";
import type { Block } from "./block.ts";
import { BlockFolder } from "./block-folder.ts";
import { EventWindow } from "./event-window.ts";
import type { RunViewSnapshot } from "./run-view-snapshot.ts";

/** The window is cut back to KEEP events once it holds more than MAX_EVENTS. */
export const MAX_EVENTS = 3000;
const KEEP = 2000;

/** The events that the browser holds, as they are and folded into rows, always of the same bytes; bounded. */
export class LoadedEvents {
  #window: EventWindow;
  #folder = new BlockFolder();

  constructor(page: EventPage) {
    this.#window = new EventWindow(page);
    this.#folder.append(page.events);
  }

  get events(): readonly PlacedEvent[] {
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

  /** @param visibleFrom nothing from this byte offset on is dropped. */
  append(events: readonly PlacedEvent[], to: number, visibleFrom: number): void {
    this.#folder.append(this.#window.append(events, to));
    if (this.events.length <= MAX_EVENTS) return;
    this.#window.dropBefore(Math.min(this.events.at(-KEEP)?.offset ?? 0, visibleFrom));
    this.#refold();
  }

  /** @param visibleTo nothing up to this byte offset is dropped. */
  prepend(page: EventPage, visibleTo: number): void {
    this.#window.prepend(page);
    if (this.events.length > MAX_EVENTS)
      this.#window.dropAfter(Math.max(this.events[KEEP]?.offset ?? Number.MAX_SAFE_INTEGER, visibleTo + 1));
    this.#refold();
  }

  #refold(): void {
    this.#folder = new BlockFolder();
    this.#folder.append(this.events);
  }
}
