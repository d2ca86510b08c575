import type { PlacedEvent, RunSummary, StreamMessage } from "@codex-toolloop/protocol";
import { isFinal } from "@codex-toolloop/protocol";
import { RunFeed } from "../live/run-feed.ts";
import { endedBlocks, endedOverview } from "./ended-run.ts";
import type { RunDetail, RunSource } from "./fetch-run.ts";
import { foldOverview } from "./fold-overview.ts";
import { LoadedEvents, MAX_EVENTS, type Sight } from "./loaded-events.ts";
import type { Overview } from "./overview.ts";
import type { RunViewInitial, RunViewSnapshot } from "./run-view-snapshot.ts";

/** A backlog of more than this is not read page by page. */
const SKIP_BYTES = 4 * 1024 * 1024;

export interface RunViewOptions {
  initial: RunViewInitial;
  source: RunSource;
  /** Called at most once before it runs its argument: a frame, so that a burst of events costs one render. */
  schedule(flush: () => void): void;
  /** The run became final and all of it was read. */
  onFinal?(): void;
}

/** What one page shows of one run: a window on its events, the overview of the whole, and the live feed into both. */
export class RunViewStore {
  snapshot: RunViewSnapshot;
  readonly feed: RunFeed;
  readonly #o: RunViewOptions;
  readonly #listeners = new Set<() => void>();
  readonly #loaded: LoadedEvents;
  #overview: Overview;
  #run: RunSummary;
  #patch: Partial<RunViewSnapshot> = {};
  #following = true;
  #sight: Sight = { from: 0, to: 0, events: false };
  #lastSeq: number;
  #generation = 0;
  #loading: "before" | "after" | "jump" | undefined;
  #scheduled = false;
  #jumps = 0;

  constructor(options: RunViewOptions) {
    this.#o = options;
    const { run, page, overview, logSize, skipped } = options.initial;
    this.#run = run;
    this.#overview = overview;
    this.#loaded = new LoadedEvents(page);
    this.#lastSeq = page.events.at(-1)?.event.seq ?? -1;
    const complete = page.isComplete && isFinal(run.status);
    const ended = complete ? endedOverview(overview, run) : overview;
    this.snapshot = {
      run,
      overview: ended,
      blocks: complete ? endedBlocks(this.#loaded.blocks, ended, run) : this.#loaded.blocks,
      events: page.events,
      range: this.#loaded.range,
      logSize,
      skipped,
      lastSeq: this.#lastSeq,
      complete,
      timeoutSeconds: options.initial.timeoutSeconds,
      loading: undefined,
      error: undefined,
      target: undefined,
    };
    this.feed = new RunFeed({
      runId: run.runId,
      from: page.nextOffset,
      readPage: (from) => options.source.events({ from }),
      onEvents: (events, from, to) => this.#onEvents(events, from, to),
      onLog: (size) => this.#set({ logSize: Math.max(size, this.#patch.logSize ?? this.snapshot.logSize) }),
      onComplete: () => {
        this.#set({ complete: true, error: undefined });
        this.#o.onFinal?.();
      },
      onError: (error) => this.#fail(error),
      skip: {
        bytes: SKIP_BYTES,
        readLast: async () => await options.source.events({ before: Number.MAX_SAFE_INTEGER }),
        onSkip: (page) => {
          this.#overview = foldOverview({ ...this.#overview, partial: true }, page.events);
          this.#lastSeq = page.events.at(-1)?.event.seq ?? this.#lastSeq;
          if (this.#following) this.#loaded.replace(page);
          else this.#loaded.grewTo(page.size);
          this.#flushSoon();
        },
      },
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  handle(message: StreamMessage): void {
    if (message.type === "run.changed" && message.run.runId === this.#run.runId) this.setRun(message.run);
    this.feed.handle(message);
  }

  /** The run as it was read where there is no stream: joins what is known by byte offset, like the stream itself. */
  async takeDetail({ run, events, sizes }: RunDetail): Promise<void> {
    this.setRun(run);
    this.#set({ logSize: Math.max(sizes.log, this.snapshot.logSize), error: undefined });
    await this.feed.offer(events);
  }

  /** A newer summary, from the stream or from the server's own render. A final status is never taken back. */
  setRun(run: RunSummary): void {
    if (isFinal(this.#run.status) && !isFinal(run.status)) return;
    this.#run = run;
    this.#flushSoon();
  }

  /** Byte offsets of the first and last row in sight. */
  get visible(): readonly [number, number] {
    return [this.#sight.from, this.#sight.to];
  }

  /** The view says what it shows, and whether it follows the end. */
  setVisible(sight: Sight, following: boolean): void {
    this.#sight = sight;
    this.#following = following;
  }

  /** What must stay loaded; undefined: the end. */
  get #held(): Sight | undefined {
    return this.#following && this.#loaded.range.atEnd ? undefined : this.#sight;
  }

  async loadBefore(): Promise<void> {
    if (this.#loading || this.#loaded.range.atStart) return;
    await this.#load("before", async () => {
      const page = await this.#o.source.events({ before: this.#loaded.range.start });
      return () => this.#loaded.prepend(page, this.#held);
    });
  }

  async loadAfter(): Promise<void> {
    if (this.#loading || this.#loaded.range.atEnd) return;
    await this.#load("after", async () => {
      const page = await this.#o.source.events({ from: this.#loaded.range.end });
      return () => {
        this.#loaded.grewTo(page.size);
        this.#loaded.append(page.events, page.nextOffset, this.#sight);
      };
    });
  }

  /** Replaces the window by the events from a byte offset on and asks the view to show the first of them. */
  async jumpTo(offset: number, highlight = false): Promise<void> {
    if (this.#loaded.holds(offset)) return this.#aim(offset, highlight);
    await this.#load("jump", async () => {
      const page = await this.#o.source.events({ from: offset });
      const usable = page.events.length > 0 ? page : await this.#o.source.events({ before: Number.MAX_SAFE_INTEGER });
      return () => {
        this.#loaded.replace(usable);
        this.#aim(usable.events[0]?.offset ?? 0, highlight);
      };
    });
  }

  async jumpToFraction(fraction: number): Promise<void> {
    if (fraction >= 1) return this.jumpToEnd();
    await this.#seek({ fraction });
  }

  async jumpToTime(at: string): Promise<void> {
    await this.#seek({ at });
  }

  /** The newest events, followed from now on. */
  async jumpToEnd(): Promise<void> {
    this.#following = true;
    if (this.#loaded.range.atEnd) return this.#aim("end", false);
    await this.#load("jump", async () => {
      const page = await this.#o.source.events({ before: Number.MAX_SAFE_INTEGER });
      return () => {
        this.#loaded.replace(page);
        this.#aim("end", false);
      };
    });
    void this.feed.catchUp();
  }

  async #seek(to: { fraction: number } | { at: string }): Promise<void> {
    try {
      await this.jumpTo(await this.#o.source.seek(to));
    } catch (error) {
      this.#fail(error);
    }
  }

  #aim(offset: number | "end", highlight: boolean): void {
    this.#jumps += 1;
    this.#set({ target: { offset, highlight, n: this.#jumps } });
  }

  async #load(kind: "before" | "after" | "jump", read: () => Promise<() => void>): Promise<void> {
    // A jump makes every earlier answer worthless: the window it belonged to is gone.
    const generation = kind === "jump" ? ++this.#generation : this.#generation;
    this.#loading = kind;
    this.#set({ loading: kind, error: undefined });
    try {
      const apply = await read();
      if (generation === this.#generation) apply();
    } catch (error) {
      if (generation === this.#generation) this.#fail(error);
    } finally {
      if (generation === this.#generation) {
        this.#loading = undefined;
        this.#set({ loading: undefined });
      }
    }
  }

  #onEvents(events: PlacedEvent[], from: number, to: number): void {
    this.#overview = foldOverview(this.#overview, events);
    this.#lastSeq = events.at(-1)?.event.seq ?? this.#lastSeq;
    const { end } = this.#loaded.range;
    // A reader further up keeps what is loaded: the window then stays behind and is read on when it is scrolled to.
    const attached = end >= from && (this.#following || this.#loaded.events.length < MAX_EVENTS);
    if (attached) this.#loaded.append(events, to, this.#following ? undefined : this.#sight);
    else this.#loaded.grewTo(to);
    this.#flushSoon();
  }

  #fail(error: unknown): void {
    this.#set({ error: error instanceof Error ? error.message : String(error) });
  }

  #set(patch: Partial<RunViewSnapshot>): void {
    this.#patch = { ...this.#patch, ...patch };
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#o.schedule(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    const { blocks, events, range } = this.#loaded;
    const old = this.snapshot.range;
    const same = old.start === range.start && old.end === range.end && old.size === range.size;
    const complete = this.#patch.complete ?? this.snapshot.complete;
    const overview = complete ? endedOverview(this.#overview, this.#run) : this.#overview;
    this.snapshot = {
      ...this.snapshot,
      ...this.#patch,
      run: this.#run,
      overview,
      blocks: complete ? endedBlocks(blocks, overview, this.#run) : blocks,
      events,
      range: same ? old : range,
      lastSeq: this.#lastSeq,
    };
    this.#patch = {};
    for (const l of this.#listeners) l();
  }
}
