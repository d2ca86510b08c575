import type { LogSlice } from "@codex-toolloop/protocol";
import type { RunSource } from "./fetch-run.ts";
import { appendSlice, EMPTY_LOG, LOG_SLICE, type LogWindow, logWindow, prependSlice } from "./log-window.ts";

export interface LogSnapshot {
  window: LogWindow;
  loading: boolean;
  error: string | undefined;
  /** Byte offset the view is asked to show; `n` tells two requests apart. */
  target: { offset: number | "end"; n: number } | undefined;
}

/** More than this behind the end, a follower goes to the end instead of reading everything in between. */
const FOLLOW_BYTES = 512 * 1024;

/** What the Log tab holds of output.log: one window of bytes that moves on request and follows the end. */
export class LogStore {
  snapshot: LogSnapshot = { window: EMPTY_LOG, loading: false, error: undefined, target: undefined };
  readonly #source: RunSource;
  readonly #listeners = new Set<() => void>();
  #busy = false;
  #grown = 0;
  #n = 0;
  #generation = 0;

  constructor(source: RunSource) {
    this.#source = source;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The newest part. */
  async toEnd(): Promise<void> {
    await this.#read(
      () => this.#source.logTail(LOG_SLICE),
      (slice) => ({ window: logWindow(slice), target: this.#target("end") }),
    );
  }

  /** The part around a byte offset. */
  async to(offset: number): Promise<void> {
    const { window } = this.snapshot;
    if (offset >= window.start && offset < window.end) return this.#set({ target: this.#target(offset) });
    await this.#read(
      () => this.#source.log(Math.max(0, offset), LOG_SLICE),
      (slice) => ({ window: logWindow(slice), target: this.#target(slice.offset) }),
    );
  }

  async before(): Promise<void> {
    const { start, pieces } = this.snapshot.window;
    if (this.#busy || start <= 0 || pieces.length === 0) return;
    const from = Math.max(0, start - LOG_SLICE);
    await this.#read(
      () => this.#fill(from, start),
      (slice) => ({ window: prependSlice(this.snapshot.window, slice) }),
    );
  }

  async after(): Promise<void> {
    const { end, size, pieces, isComplete } = this.snapshot.window;
    if (this.#busy || pieces.length === 0 || isComplete || (end >= size && end >= this.#grown)) return;
    await this.#read(
      () => this.#source.log(end, LOG_SLICE),
      (slice) => ({ window: appendSlice(this.snapshot.window, slice) }),
    );
  }

  /** The log is now so large. A follower reads on. */
  async grew(size: number, following: boolean): Promise<void> {
    this.#grown = Math.max(this.#grown, size);
    if (!following || this.#busy) return;
    if (size - this.snapshot.window.end > FOLLOW_BYTES) return await this.toEnd();
    await this.after();
    if (this.snapshot.window.end < this.#grown && this.snapshot.error === undefined && !this.snapshot.window.isComplete)
      await this.#again(following);
  }

  /** Only while there is progress: bytes of an unfinished line are not served yet. */
  async #again(following: boolean): Promise<void> {
    const { end } = this.snapshot.window;
    await this.after();
    if (this.snapshot.window.end > end) await this.grew(this.#grown, following);
  }

  /** A slice that ends exactly at `to`: cuts at line borders may make the first answer end earlier. */
  async #fill(from: number, to: number): Promise<LogSlice> {
    let slice = await this.#source.log(from, to - from);
    while (slice.next_offset < to) {
      const more = await this.#source.log(slice.next_offset, to - slice.next_offset);
      if (more.next_offset <= slice.next_offset) break;
      slice = { ...slice, content: slice.content + more.content, next_offset: more.next_offset };
    }
    return slice;
  }

  #target(offset: number | "end"): LogSnapshot["target"] {
    this.#n += 1;
    return { offset, n: this.#n };
  }

  async #read(read: () => Promise<LogSlice>, apply: (slice: LogSlice) => Partial<LogSnapshot>): Promise<void> {
    const generation = ++this.#generation;
    this.#busy = true;
    this.#set({ loading: true, error: undefined });
    try {
      const slice = await read();
      if (generation === this.#generation) this.#set(apply(slice));
    } catch (error) {
      if (generation === this.#generation) this.#set({ error: error instanceof Error ? error.message : String(error) });
    } finally {
      if (generation === this.#generation) {
        this.#busy = false;
        this.#set({ loading: false });
      }
    }
  }

  #set(patch: Partial<LogSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...patch };
    for (const l of this.#listeners) l();
  }
}
