import type { StreamMessage } from "@codex-toolloop/protocol";
import { type ConnectionState, helloAfter, isRunsOwn, type TabMessage } from "./stream-messages.ts";

export type Listener = (message: StreamMessage) => void;

const LOCK = "codex-toolloop.stream";
const RETRY_MS = [300, 600, 1200, 2500, 5000];
/** A connection that is not open by then never will be: something on the way holds it back. */
const OPEN_MS = 5000;

/**
 * The browser's one stream (`GET /api/events`). The tab that gets a Web Lock holds the only EventSource and hands every
 * message to the others over a BroadcastChannel; when it closes or is hidden, another visible tab takes over. A hidden
 * tab holds nothing and polls nothing; coming back, followers catch up by byte offset.
 */
export class TabStream {
  state: ConnectionState = "connecting";
  readonly #tab = crypto.randomUUID();
  readonly #listeners = new Set<Listener>();
  readonly #stateListeners = new Set<() => void>();
  /** Runs this tab follows: id → callback that says the next byte offset it wants. */
  readonly #wants = new Map<string, Set<() => number>>();
  readonly #othersWant = new Map<string, Record<string, number>>();
  readonly #positions = new Map<string, number>();
  #channel: BroadcastChannel | undefined;
  #source: EventSource | undefined;
  #leadership: { release(): void } | undefined;
  #asking: AbortController | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #opening: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #closed = false;
  /** Reasons to stay connected while hidden: somebody waits for a desktop notification. */
  #keepers = 0;
  /** What a tab that joins later must know: the leader says it again. */
  #lastHello: StreamMessage | undefined;
  readonly #onVisibility = () => (this.#away() ? this.#pause() : this.#resume());

  start(): void {
    this.#closed = false;
    if (typeof BroadcastChannel !== "undefined") {
      this.#channel = new BroadcastChannel(LOCK);
      this.#channel.onmessage = (e: MessageEvent<TabMessage>) => this.#onTab(e.data);
    }
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#onVisibility();
  }

  close(): void {
    this.#closed = true;
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#pause();
    this.#channel?.close();
    this.#channel = undefined;
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Keeps the stream while the tab is hidden, until the returned function is called. */
  keepWhileHidden(): () => void {
    this.#keepers++;
    let kept = true;
    return () => {
      if (!kept) return;
      kept = false;
      this.#keepers--;
      if (this.#away() && this.state !== "paused") this.#pause();
    };
  }

  /** Asks for a run's events from `next()` on; they come through `listen`, possibly with overlap, which the feed drops. */
  follow(runId: string, next: () => number): () => void {
    const set = this.#wants.get(runId) ?? new Set();
    set.add(next);
    this.#wants.set(runId, set);
    this.#announce();
    return () => {
      set.delete(next);
      if (set.size === 0) this.#wants.delete(runId);
      this.#announce();
    };
  }

  /** What is read meanwhile arrives, or does not: for whoever reads without the stream while it is away. */
  reportRead(arrived: boolean): void {
    if (this.state === "reconnecting" && arrived) this.#setState("polling");
    else if (this.state === "polling" && !arrived) this.#setState("reconnecting");
  }

  #away(): boolean {
    return document.visibilityState === "hidden" && this.#keepers === 0;
  }

  #announce(): void {
    if (this.#leadership) this.#reopenSoon();
    else this.#post({ kind: "wants", tab: this.#tab, runs: this.#ownWants() });
  }

  #ownWants(): Record<string, number> {
    return Object.fromEntries([...this.#wants].map(([id, set]) => [id, Math.min(...[...set].map((next) => next()))]));
  }

  #post(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  #onTab(m: TabMessage): void {
    switch (m.kind) {
      case "message":
        if (!this.#leadership) this.#deliver(m.message);
        return;
      case "state":
        if (this.#leadership || this.state === "paused") return;
        // Who reads without the stream says so until it is back.
        if (m.state !== "reconnecting" || this.state !== "polling") this.#setState(m.state);
        return;
      case "who-wants":
        this.#post({
          kind: "wants",
          tab: this.#tab,
          runs: this.#away() ? {} : this.#ownWants(),
        });
        return;
      case "wants": {
        this.#othersWant.set(m.tab, m.runs);
        if (!this.#leadership) return;
        this.#post({ kind: "state", state: this.state });
        if (this.#lastHello) this.#post({ kind: "message", message: this.#lastHello });
        this.#reopenSoon();
        return;
      }
      default:
        m satisfies never;
    }
  }

  #resume(): void {
    if (this.#closed || this.#asking) return;
    this.#setState("connecting");
    const asking = new AbortController();
    this.#asking = asking;
    const lead = () =>
      new Promise<void>((release) => {
        if (asking.signal.aborted) return release();
        this.#leadership = { release };
        this.#othersWant.clear();
        this.#post({ kind: "who-wants" });
        this.#open();
      });
    if (typeof navigator.locks === "undefined") void lead();
    else navigator.locks.request(LOCK, { signal: asking.signal }, lead).catch(() => {});
    // A tab that waits for the lock tells the leader what it wants; its own catch-up does not depend on an answer.
    this.#post({ kind: "wants", tab: this.#tab, runs: this.#ownWants() });
    for (const l of this.#stateListeners) l();
  }

  #pause(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    clearTimeout(this.#retry);
    clearTimeout(this.#opening);
    this.#retry = undefined;
    this.#source?.close();
    this.#source = undefined;
    this.#leadership?.release();
    this.#leadership = undefined;
    this.#post({ kind: "wants", tab: this.#tab, runs: {} });
    this.#setState("paused");
  }

  #reopenSoon(): void {
    // Only a run that the open connection does not carry is worth a new one.
    const wanted = this.#wanted();
    if (this.#source && wanted.every(([id]) => this.#positions.has(id))) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#open(), 20);
  }

  #wanted(): [string, number][] {
    const all = new Map<string, number>();
    for (const runs of [this.#ownWants(), ...this.#othersWant.values()])
      for (const [id, from] of Object.entries(runs))
        all.set(id, Math.min(from, all.get(id) ?? Number.POSITIVE_INFINITY));
    return [...all];
  }

  #open(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (!this.#leadership) return;
    this.#source?.close();
    const wanted = this.#wanted();
    const query = new URLSearchParams();
    for (const id of [...this.#positions.keys()]) if (!wanted.some(([w]) => w === id)) this.#positions.delete(id);
    for (const [id, from] of wanted) {
      const at = Math.min(from, this.#positions.get(id) ?? from);
      this.#positions.set(id, at);
      query.append("run", `${id}@${at}`);
    }
    const source = new EventSource(`/api/events${query.size > 0 ? `?${query}` : ""}`);
    this.#source = source;
    const fail = () => this.#failed(source);
    clearTimeout(this.#opening);
    this.#opening = setTimeout(fail, OPEN_MS);
    source.onopen = () => {
      clearTimeout(this.#opening);
      this.#attempt = 0;
      this.#setState("live");
    };
    source.onmessage = (e: MessageEvent<string>) => {
      const message = JSON.parse(e.data) as StreamMessage;
      this.#lastHello = helloAfter(this.#lastHello, message);
      if (message.type === "run.events") this.#positions.set(message.runId, message.to);
      // A run's own events go only to tabs that show it: a post costs every tab a copy.
      if (!isRunsOwn(message) || [...this.#othersWant.values()].some((runs) => message.runId in runs))
        this.#post({ kind: "message", message });
      this.#deliver(message);
    };
    source.onerror = fail;
  }

  /** The browser's own retry would ask with stale offsets: reopen with today's. */
  #failed(source: EventSource): void {
    source.close();
    if (this.#source !== source) return;
    clearTimeout(this.#opening);
    this.#source = undefined;
    if (this.state !== "polling") this.#setState("reconnecting");
    const wait = RETRY_MS[Math.min(this.#attempt++, RETRY_MS.length - 1)] ?? 5000;
    this.#retry = setTimeout(() => this.#open(), wait);
  }

  #deliver(message: StreamMessage): void {
    for (const l of this.#listeners) l(message);
    if (!this.#leadership && this.state !== "live" && this.state !== "paused") this.#setState("live");
  }

  #setState(state: ConnectionState): void {
    if (this.#leadership) this.#post({ kind: "state", state });
    if (this.state === state) return;
    this.state = state;
    for (const l of this.#stateListeners) l();
  }
}
