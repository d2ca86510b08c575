import { LIMITS, type PlacedEvent, type RunEvent } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

/** What a follower is told, in the order in which it happened: events, and the output between them. */
export interface RunWatcher {
  onEvent(event: PlacedEvent): void;
  /** Redacted output: whole lines while the run lives. What it returns is waited for. */
  onOutput(text: string): void | Promise<void>;
}

/**
 * Follows a run's events and log until `ended`, then reads what is left, and resolves. Output is told after the step and
 * command that it belongs to, though the two files arrive independently: a step is announced in events.jsonl before it
 * prints, so events read after the log was measured announce everything that was measured.
 * @param options.output false leaves the log alone. @param options.between tells output at once, also between steps.
 */
export async function followToEnd(
  store: Pick<Store, "followRun" | "readEvents" | "readLog" | "sizes">,
  runId: string,
  ended: Promise<unknown>,
  watcher: RunWatcher,
  options: { output: boolean; between?: boolean },
): Promise<void> {
  let work: Promise<void> = Promise.resolve();
  let failure: unknown;
  let logOffset = 0;
  /** What the log's follower told last. */
  let logSize = 0;
  let nextEvent = 0;
  let stepRuns = false;
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
      if (slice.content !== "") await watcher.onOutput(slice.content);
      if (slice.next_offset <= logOffset) return;
      logOffset = slice.next_offset;
    }
  };
  const take = async (placed: PlacedEvent) => {
    if (placed.end <= nextEvent) return;
    nextEvent = placed.end;
    const { event } = placed;
    if (!event.unknown) {
      const before = logBefore(event);
      if (before !== undefined) await drainLog(before, true);
      if (event.type === "step.started") stepRuns = true;
      if (event.type === "step.finished") stepRuns = false;
    }
    watcher.onEvent(placed);
  };
  /** Takes every event that is in the file now. */
  const takeAll = async (isFinal: boolean) => {
    for (;;) {
      const page = await store.readEvents(runId, { from: nextEvent, isFinal });
      for (const placed of page.events) await take(placed);
      if (page.isComplete || page.nextOffset <= nextEvent) return;
      nextEvent = page.nextOffset;
    }
  };
  const drainRunning = async () => {
    const size = logSize;
    if (!options.output || size <= logOffset) return;
    if (!options.between) await takeAll(false);
    if (options.between || stepRuns) await drainLog(size, false);
  };

  const unfollow = store.followRun(runId, {
    from: 0,
    onEvents: (batch) => {
      for (const placed of batch.events) then(() => take(placed));
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
    await takeAll(true);
    await drainLog((await store.sizes(runId)).log, true);
    if (failure !== undefined) throw failure;
  } finally {
    unfollow();
  }
}

/** Where the output ends that came before this event. */
function logBefore(event: RunEvent): number | undefined {
  switch (event.type) {
    case "step.started":
      return event.logStart;
    case "step.finished":
      return event.logEnd;
    case "item.started":
      return event.item.kind === "command" ? event.item.logStart : undefined;
    case "item.finished":
      return event.item.kind === "command" ? event.item.logEnd : undefined;
    default:
      return undefined;
  }
}
