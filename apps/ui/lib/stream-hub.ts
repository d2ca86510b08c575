import type { PlacedEvent, StreamMessage } from "@codex-toolloop/protocol";

/** Fans dashboard changes and run events out to SSE connections; one follower per run however many tabs listen. */
export interface StreamHub {
  /**
   * Adds a listener. `runs` asks for the events of these runs from these byte offsets on. Returns the way to stop.
   * Messages of one run arrive in file order without gap or double.
   */
  subscribe(runs: { runId: string; from: number }[], send: (message: StreamMessage) => void): () => void;
  /** The same for a reader that may be slow: nothing is buffered for it beyond what `sink` accepts, nothing is lost. */
  connect(runs: { runId: string; from: number }[], sink: StreamSink): StreamConnection;
  /** One run alone, from a byte offset on. */
  follow(runId: string, from: number, sink: RunSink): StreamConnection;
  /** Tells every connection. */
  tell(message: StreamMessage): void;
  listeners(): number;
  /** Closes every connection: the dashboard ends. */
  close(): void;
}

export interface StreamSink {
  send(message: StreamMessage): void;
  /** True while the reader lags: messages are then held back, the newest of a kind only, until `drained`. */
  isFull(): boolean;
  /** The dashboard ends. */
  end(): void;
}

export interface RunSink {
  events(batch: { from: number; to: number; events: PlacedEvent[] }): void;
  log(size: number): void;
  /** The run is final and everything was delivered. */
  complete(sizes: { eventsSize: number; logSize: number }): void;
  isFull(): boolean;
  end(): void;
}

export interface StreamConnection {
  /** The reader took what it had: go on. */
  drained(): void;
  close(): void;
}
