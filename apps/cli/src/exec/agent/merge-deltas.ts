import type { EventInput } from "@codex-toolloop/protocol";

type Delta = Extract<EventInput, { type: "item.delta" }>;

/** How long a delta may wait for more of its item. Milliseconds. */
const WITHIN_MS = 25;
/** More text than this (UTF-16 units) does not wait. */
const LONGEST = 32 * 1024;

export interface MergedEmit {
  /** A delta after a quiet time is written at once, what follows within 25 ms as one; any other event after all deltas. */
  emit(event: EventInput): void;
  /** Writes what waits. */
  flush(): void;
}

/**
 * A model says 200 tokens a second, and each would be a write, a wake-up of every reader and a line of its own. Deltas of
 * one item keep their order; nothing overtakes an event of another type.
 * @param onError gets what a write in the timer throws.
 */
export function mergeDeltas(write: (event: EventInput) => void, onError: (error: unknown) => void): MergedEmit {
  const waiting = new Map<string, Delta>();
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    const ready = [...waiting.values()];
    waiting.clear();
    for (const delta of ready) write(delta);
  };
  /** As long as there is something to write the next deltas wait, too. */
  const onTimer = () => {
    timer = undefined;
    if (waiting.size === 0) return;
    timer = setTimeout(onTimer, WITHIN_MS).unref();
    try {
      flush();
    } catch (error) {
      onError(error);
    }
  };
  const take = (delta: Delta) => {
    if (timer === undefined) {
      timer = setTimeout(onTimer, WITHIN_MS).unref();
      write(delta);
      return;
    }
    const key = `${delta.itemId}\0${delta.field}`;
    const before = waiting.get(key);
    const merged = before ? { ...before, delta: before.delta + delta.delta } : delta;
    waiting.set(key, merged);
    if (merged.delta.length > LONGEST) flush();
  };
  return {
    flush,
    emit(event) {
      if (event.type === "item.delta") return take(event);
      flush();
      write(event);
    },
  };
}
