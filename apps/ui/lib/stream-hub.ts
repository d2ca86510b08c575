import type { StreamMessage } from "@codex-toolloop/protocol";

/** Fans dashboard changes and run events out to SSE connections; one follower per run however many tabs listen. */
export interface StreamHub {
  /**
   * Adds a listener. `runs` asks for the events of these runs from these byte offsets on. Returns the way to stop.
   * Messages of one run arrive in file order without gap or double.
   */
  subscribe(runs: { runId: string; from: number }[], send: (message: StreamMessage) => void): () => void;
  listeners(): number;
}
