import type { RunMeta } from "@codex-toolloop/protocol";

/** Least time between two writes of what changes all the time; each is synced. Milliseconds. */
const EVERY_MS = 500;

export interface TurnMeta {
  /** Written now, with all that waited. */
  now(patch: Partial<RunMeta>): void;
  /** Written within half a second. */
  soon(patch: Partial<RunMeta>): void;
  /** Writes what waits. */
  flush(): void;
}

/**
 * Keeps meta.json in step with a turn without a synced write for each round of it.
 * @param onError gets what a write in the timer throws.
 */
export function turnMeta(write: (patch: Partial<RunMeta>) => void, onError: (error: unknown) => void): TurnMeta {
  let waiting: Partial<RunMeta> = {};
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (Object.keys(waiting).length === 0) return;
    const patch = waiting;
    waiting = {};
    last = performance.now();
    write(patch);
  };
  return {
    flush,
    now(patch) {
      Object.assign(waiting, patch);
      flush();
    },
    soon(patch) {
      Object.assign(waiting, patch);
      if (timer !== undefined) return;
      const wait = last + EVERY_MS - performance.now();
      if (wait <= 0) return flush();
      timer = setTimeout(() => {
        try {
          flush();
        } catch (error) {
          onError(error);
        }
      }, wait).unref();
    },
  };
}
