import type { EventPage, PlacedEvent, StreamMessage } from "@codex-toolloop/protocol";

export interface RunFeedOptions {
  runId: string;
  /** Byte offset of the first event wanted. */
  from: number;
  /** Reads one page of events forwards from a byte offset. */
  readPage(from: number): Promise<EventPage>;
  /** Events in file order. They cover the bytes `from..to` completely. */
  onEvents(events: PlacedEvent[], from: number, to: number): void;
  onLog(size: number): void;
  /** The run is final and every event was delivered. */
  onComplete(): void;
  onError?(error: unknown): void;
  /**
   * Where set: a backlog of more than `bytes` is not read page by page; `readLast` reads the end of the file and `onSkip`
   * gets it in place of everything up to there.
   */
  skip?: { bytes: number; readLast(): Promise<EventPage>; onSkip(page: EventPage): void };
}

/** Over about a minute. */
const RETRIES = 6;

/**
 * Joins catch-up reads and the live stream into one sequence: every event once, in file order, whatever overlaps or is
 * missing in between. The byte offset of a line's end is the only state.
 */
export class RunFeed {
  next: number;
  readonly #o: RunFeedOptions;
  #catching: Promise<void> | undefined;
  #again = false;
  #final = false;
  #complete = false;
  #retries = 0;
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
      if (message.from > this.next || this.#catching) void this.catchUp();
      else this.#take(message.events, message.to);
    } else if (message.type === "run.complete") {
      this.#o.onLog(message.logSize);
      this.#final = true;
      if (this.next < message.eventsSize || this.#catching) void this.catchUp();
      else this.#finish();
    }
  }

  /** Takes the end of the file as somebody read it; what lies before it is read, too, where it is missing. Never rejects. */
  async offer(page: EventPage): Promise<void> {
    if (this.#closed || this.#catching || page.events.length === 0 || page.firstOffset > this.next)
      return page.nextOffset > this.next || page.isComplete ? await this.catchUp() : undefined;
    this.#take(page.events, page.nextOffset);
    if (page.isComplete) this.#final = true;
    if (this.#final && this.next >= page.size) this.#finish();
  }

  /** Reads from the file until its present end. Call at start, and after the connection was away. Never rejects. */
  catchUp(): Promise<void> {
    if (this.#catching) {
      this.#again = true;
      return this.#catching;
    }
    this.#catching = this.#readAll().finally(() => {
      this.#catching = undefined;
    });
    return this.#catching;
  }

  async #readAll(): Promise<void> {
    do {
      this.#again = false;
      try {
        await this.#read();
      } catch (error) {
        if (this.#closed) return;
        this.#o.onError?.(error);
        this.#retrySoon();
        return;
      }
    } while (this.#again && !this.#closed);
    if (this.#final) this.#finish();
  }

  /** Of a run that goes on the next message asks again. One that ended says nothing more. */
  #retrySoon(): void {
    if (this.#final && this.#retries < RETRIES) setTimeout(() => void this.catchUp(), 1000 * 2 ** this.#retries++);
  }

  async #read(): Promise<void> {
    while (!this.#closed) {
      const page = await this.#o.readPage(this.next);
      if (this.#closed) return;
      const { skip } = this.#o;
      if (skip && page.size - page.nextOffset > skip.bytes) {
        const last = await skip.readLast();
        if (this.#closed) return;
        if (last.nextOffset > this.next) {
          this.next = last.nextOffset;
          skip.onSkip(last);
        }
        continue;
      }
      const before = this.next;
      this.#take(page.events, page.nextOffset);
      if (page.isComplete) this.#final = true;
      if (this.next === before || page.nextOffset >= page.size) return;
    }
  }

  #take(events: PlacedEvent[], to: number): void {
    const from = this.next;
    const fresh = events.filter((e) => e.offset >= from);
    this.next = Math.max(from, to);
    if (this.next > from) this.#o.onEvents(fresh, from, this.next);
  }

  #finish(): void {
    if (this.#complete || this.#closed) return;
    this.#complete = true;
    this.#o.onComplete();
  }
}
