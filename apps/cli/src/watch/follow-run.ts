import { LIMITS, type PlacedEvent, type RunEvent } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

/** What a follower is told, in the order in which it happened: events, and the output between them. */
export interface RunWatcher {
  onEvent(event: PlacedEvent): void;
  /** Redacted output: whole lines while the run lives. */
  onOutput(text: string): void;
}

/**
 * Follows a run's events and log until `ended`, then reads what is left, and resolves. Output is told between the
 * step.started and step.finished that it belongs to, though the two files arrive independently.
 * @param options.output false leaves the log alone. @param options.between tells output at once, also between steps.
 */
export async function followToEnd(
  store: Store,
  runId: string,
  ended: Promise<unknown>,
  watcher: RunWatcher,
  options: { output: boolean; between?: boolean },
): Promise<void> {
  let work: Promise<void> = Promise.resolve();
  let failure: unknown;
  let logOffset = 0;
  /** What the log's follower told last: it may tell of output before we hear of its step. */
  let logSize = 0;
  /** Where the output of steps ends whose end is known but not told yet: what lies behind belongs to a later step. */
  const ends: number[] = [];
  let nextEvent = 0;
  let stepRuns = options.between === true;
  const then = (task: () => void | Promise<void>) => {
    work = work.then(task).catch((error: unknown) => {
      failure ??= error;
    });
  };
  /** Tells the log up to `end`; a last line without a newline only where `whole` says that nothing follows it. */
  const drainLog = async (end: number, whole: boolean) => {
    while (options.output && logOffset < end) {
      const limit = Math.min(end - logOffset, LIMITS.logSliceMax);
      const slice = await store.readLog(runId, { offset: logOffset, limit, isFinal: whole });
      if (slice.content !== "") watcher.onOutput(slice.content);
      if (slice.next_offset <= logOffset) return;
      logOffset = slice.next_offset;
    }
  };
  const drainRunning = async () => {
    if (stepRuns) await drainLog(Math.min(logSize, ends[0] ?? Number.POSITIVE_INFINITY), false);
  };
  const take = async (placed: PlacedEvent) => {
    if (placed.end <= nextEvent) return;
    nextEvent = placed.end;
    const { event } = placed;
    if (!event.unknown) {
      if (event.type === "step.finished" && event.logEnd !== undefined) ends.shift();
      const end = logEndOf(event);
      if (end !== undefined) await drainLog(end, true);
      if (event.type === "step.started") stepRuns = true;
      if (event.type === "step.finished") stepRuns = options.between === true;
    }
    watcher.onEvent(placed);
    await drainRunning();
  };

  const unfollow = store.followRun(runId, {
    from: 0,
    onEvents: (batch) => {
      for (const placed of batch.events) {
        const { event } = placed;
        if (!event.unknown && event.type === "step.finished" && event.logEnd !== undefined) ends.push(event.logEnd);
        then(() => take(placed));
      }
    },
    onLog: (size) => {
      logSize = size;
      then(drainRunning);
    },
    onState: () => {},
  });
  try {
    await ended;
    unfollow();
    await work;
    // From here on each step's range is known before it is told.
    logSize = 0;
    for (;;) {
      const page = await store.readEvents(runId, { from: nextEvent, isFinal: true });
      for (const placed of page.events) await take(placed);
      if (page.isComplete || page.nextOffset <= nextEvent) break;
      nextEvent = page.nextOffset;
    }
    await drainLog((await store.sizes(runId)).log, true);
    if (failure !== undefined) throw failure;
  } finally {
    unfollow();
  }
}

function logEndOf(event: RunEvent): number | undefined {
  if (event.type === "step.finished") return event.logEnd;
  if (event.type === "step.started") return event.logStart;
  return undefined;
}
