import { isFinal, type PlacedEvent } from "@codex-toolloop/protocol";
import type { RunCatalog, Store } from "@codex-toolloop/store";
import type { RunSink, StreamConnection } from "../lib/stream-hub.ts";

const PAGE_EVENTS = 500;
const PAGE_BYTES = 256 * 1024;

/**
 * Delivers one run's events to one reader in file order, each once. Behind, it reads the file page by page as fast as
 * the reader takes it; at the end it follows. The byte offset is the only memory, so a slow reader costs nothing.
 */
export class RunCursor implements StreamConnection {
  readonly #store: Store;
  readonly #catalog: RunCatalog;
  readonly #runId: string;
  readonly #sink: RunSink;
  readonly #onError: (error: unknown) => void;
  #next: number;
  #unfollow: (() => void) | undefined;
  #reading = false;
  #again = false;
  #done = false;
  #logSize = -1;

  constructor(options: {
    store: Store;
    catalog: RunCatalog;
    runId: string;
    from: number;
    sink: RunSink;
    onError: (error: unknown) => void;
  }) {
    this.#store = options.store;
    this.#catalog = options.catalog;
    this.#runId = options.runId;
    this.#next = options.from;
    this.#sink = options.sink;
    this.#onError = options.onError;
    void this.#read();
  }

  /** The reader took what it had. */
  drained(): void {
    if (!this.#unfollow) void this.#read();
  }

  /** The run's state changed: it may be final now. */
  stateChanged(): void {
    if (this.#final()) void this.#read();
  }

  close(): void {
    this.#done = true;
    this.#stopFollowing();
  }

  #final(): boolean {
    const run = this.#catalog.get(this.#runId);
    return run !== undefined && isFinal(run.status);
  }

  /** Reads to the end of the file, then completes or follows. Never two at a time. */
  async #read(): Promise<void> {
    if (this.#done) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        await this.#readOnce();
      } while (this.#again && !this.#done);
    } catch (error) {
      this.#onError(error);
      this.close();
      this.#sink.end();
    } finally {
      this.#reading = false;
    }
  }

  async #readOnce(): Promise<void> {
    this.#stopFollowing();
    for (;;) {
      if (this.#done || this.#sink.isFull()) return;
      const final = this.#final();
      const page = await this.#store.readEvents(this.#runId, {
        from: this.#next,
        limit: PAGE_EVENTS,
        maxBytes: PAGE_BYTES,
        isFinal: final,
      });
      if (this.#done) return;
      const before = this.#next;
      this.#deliver(page.events, page.nextOffset);
      if (page.nextOffset > before && page.nextOffset < page.size) continue;
      if (!final) return this.#follow();
      const sizes = await this.#store.sizes(this.#runId);
      if (this.#done) return;
      // It may have grown between the two reads: a final run does not, one just resolved may have.
      if (sizes.events > page.size) continue;
      this.#done = true;
      this.#sink.complete({ eventsSize: sizes.events, logSize: sizes.log });
      return;
    }
  }

  #deliver(events: PlacedEvent[], to: number): void {
    if (to <= this.#next) return;
    const from = this.#next;
    this.#next = to;
    this.#sink.events({ from, to, events: events.filter((e) => e.offset >= from) });
  }

  #follow(): void {
    if (this.#done || this.#unfollow) return;
    let stopped = false;
    const stop = this.#store.followRun(this.#runId, {
      from: this.#next,
      onEvents: (batch) => {
        if (stopped || this.#done) return;
        this.#deliver(batch.events, batch.to);
        // A reader that lags is served from the file again once it has room.
        if (this.#sink.isFull()) this.#stopFollowing();
      },
      onLog: (size) => {
        if (stopped || this.#done || size === this.#logSize) return;
        this.#logSize = size;
        this.#sink.log(size);
      },
      onState: () => {
        if (!stopped) this.stateChanged();
      },
    });
    this.#unfollow = () => {
      stopped = true;
      stop();
    };
    // It may have become final between the last read and now.
    if (this.#final()) this.#again = true;
  }

  #stopFollowing(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }
}
