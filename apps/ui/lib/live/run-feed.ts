import type { EventPage, PlacedEvent, StreamMessage } from "@codex-toolloop/protocol";

export interface RunFeedOptions {
  runId: string;
  /** Byte offset of the first event wanted. */
  from: number;
  /** Reads one page of events forwards from a byte offset. */
  readPage(from: number): Promise<EventPage>;
  onEvents(events: PlacedEvent[]): void;
  onLog(size: number): void;
  /** The run is final and every event was delivered. */
  onComplete(): void;
  onError?(error: unknown): void;
}

/**
 * Joins catch-up reads and the live stream into one sequence: every event once, in file order, whatever overlaps or is
 * missing in between. The byte offset of a line's end is the only state.
 */
export class RunFeed {
  next: number;
  readonly #o: RunFeedOptions;
  #catching: Promise<void> | undefined;
  #again = false;
  #complete = false;
  #closed = false;

  constructor(options: RunFeedOptions) {
    this.#o = options;
    this.next = options.from;
  }

  close(): void {
    this.#closed = true;
  }

  handle(message: StreamMessage): void {
    if (this.#closed || !("runId" in message) || message.runId !== this.#o.runId) return;
    if (message.type === "run.log") this.#o.onLog(message.size);
    else if (message.type === "run.events") {
      if (message.to <= this.next) return;
      if (message.from > this.next || this.#catching) void this.catchUp();
      else this.#take(message.events, message.to);
    } else if (message.type === "run.complete") {
      this.#o.onLog(message.logSize);
      if (this.next < message.eventsSize) void this.catchUp().then(() => this.#finish());
      else this.#finish();
    }
  }

  /** Reads from the file until its present end. Call at start, and after the connection was away. */
  catchUp(): Promise<void> {
    if (this.#catching) {
      this.#again = true;
      return this.#catching;
    }
    this.#catching = this.#read().finally(() => {
      this.#catching = undefined;
      if (this.#again && !this.#closed) {
        this.#again = false;
        void this.catchUp();
      }
    });
    return this.#catching;
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const page = await this.#o.readPage(this.next);
        if (this.#closed) return;
        const before = this.next;
        this.#take(page.events, page.nextOffset);
        if (page.isComplete) this.#finish();
        if (this.next === before || page.nextOffset >= page.size) return;
      }
    } catch (error) {
      this.#o.onError?.(error);
    }
  }

  #take(events: PlacedEvent[], to: number): void {
    const fresh = events.filter((e) => e.offset >= this.next);
    this.next = Math.max(this.next, to);
    if (fresh.length > 0) this.#o.onEvents(fresh);
  }

  #finish(): void {
    if (this.#complete || this.#closed) return;
    this.#complete = true;
    this.#o.onComplete();
  }
}
