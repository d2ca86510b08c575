import type { EventPage, RunSummary } from "@codex-toolloop/protocol";
import type { Block } from "./block.ts";
import type { LoadedEvent } from "./merge-deltas.ts";
import type { Overview } from "./overview.ts";

/** What the server hands to the browser of a run: the last page of events and an overview of the whole. Plain data. */
export interface RunViewInitial {
  run: RunSummary;
  page: EventPage;
  overview: Overview;
  logSize: number;
  /** Lines that were no events, in what the server read. */
  skipped: number;
  /** The run's time limit, where the page shows it. */
  timeoutSeconds?: number | undefined;
}

/** Where the view is asked to go. `n` tells two jumps to the same place apart. */
export interface ScrollTarget {
  offset: number | "end";
  highlight: boolean;
  n: number;
}

export interface RunViewSnapshot {
  run: RunSummary;
  overview: Overview;
  /** The loaded events, folded and as they are. New arrays whenever they changed. */
  blocks: readonly Block[];
  events: readonly LoadedEvent[];
  /** The loaded bytes of the event file. */
  range: { start: number; end: number; size: number; atStart: boolean; atEnd: boolean };
  logSize: number;
  /** Lines that were no events, in what was read. */
  skipped: number;
  /** `seq` of the newest event known, loaded or not. */
  lastSeq: number;
  /** Final, and everything was read. */
  complete: boolean;
  timeoutSeconds?: number | undefined;
  loading: "before" | "after" | "jump" | undefined;
  error: string | undefined;
  target: ScrollTarget | undefined;
}
