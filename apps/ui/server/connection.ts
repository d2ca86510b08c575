import type { StreamMessage } from "@codex-toolloop/protocol";
import type { RunSink, StreamConnection, StreamSink } from "../lib/stream-hub.ts";

type Follow = (runId: string, from: number, sink: RunSink) => StreamConnection;

/** Sinks that belong to a connection, as opposed to those of a reader of one run alone. */
const owned = new WeakSet<RunSink>();

/**
 * One reader of the dashboard's stream. While it lags, run events stay in their files (the cursors wait), and of every
 * other message only the newest of its kind is kept: memory is bounded by the number of runs that changed meanwhile.
 */
export class Connection {
  readonly #sink: StreamSink;
  readonly #held = new Map<string, StreamMessage>();
  readonly #runs: StreamConnection[];
  #closed = false;

  constructor(runs: { runId: string; from: number }[], sink: StreamSink, follow: Follow) {
    this.#sink = sink;
    this.#runs = runs.map(({ runId, from }) => {
      const own: RunSink = {
        events: (batch) => this.#direct({ type: "run.events", runId, ...batch }),
        log: (size) => this.send({ type: "run.log", runId, size }),
        complete: (sizes) => this.send({ type: "run.complete", runId, ...sizes }),
        isFull: () => sink.isFull(),
        // A run that cannot be read is no reason to lose the others.
        end: () => {},
      };
      owned.add(own);
      return follow(runId, from, own);
    });
  }

  /** True for the sink of a run inside of a connection. */
  static owns(sink: RunSink): boolean {
    return owned.has(sink);
  }

  send(message: StreamMessage): void {
    if (this.#closed) return;
    if (this.#sink.isFull() || this.#held.size > 0) {
      const key = keyOf(message);
      this.#held.delete(key);
      this.#held.set(key, message);
    } else this.#sink.send(message);
  }

  drained(): void {
    for (const [key, message] of this.#held) {
      if (this.#closed || this.#sink.isFull()) return;
      this.#held.delete(key);
      this.#sink.send(message);
    }
    for (const run of this.#runs) run.drained();
  }

  close(): void {
    this.#closed = true;
    this.#held.clear();
    for (const run of this.#runs) run.close();
  }

  end(): void {
    this.close();
    this.#sink.end();
  }

  /** Events are never held back here: their cursor asks `isFull` first, and stops after the batch that filled it. */
  #direct(message: StreamMessage): void {
    if (!this.#closed) this.#sink.send(message);
  }
}

/** Messages of which only the newest counts share a key. */
function keyOf(message: StreamMessage): string {
  switch (message.type) {
    case "run.changed":
      return `run ${message.run.runId}`;
    case "run.removed":
      return `run ${message.runId}`;
    case "run.log":
    case "run.complete":
      return `${message.type} ${message.runId}`;
    case "run.events":
      return `${message.type} ${message.runId} ${message.from}`;
    case "sessions.changed":
      return `${message.type} ${message.workspaceId}`;
    case "workspaces.changed":
    case "hello":
    case "slots.changed":
    case "authority.changed":
      return message.type;
    default:
      return message satisfies never;
  }
}
