/** Collects what changed: the first change is told at once, those of the next moments together. */
export interface ChangeBatch {
  changed(id: string): void;
  removed(id: string): void;
  close(): void;
}

const WINDOW_MS = 50;

/** @param tell gets each id once per batch. */
export function createChangeBatch(tell: (changed: string[], removed: string[]) => void): ChangeBatch {
  let changed = new Set<string>();
  let removed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let queued = false;
  const flush = () => {
    if (changed.size + removed.size === 0) return;
    const batch = { changed: [...changed], removed: [...removed] };
    changed = new Set();
    removed = new Set();
    tell(batch.changed, batch.removed);
    timer = setTimeout(() => {
      timer = undefined;
      flush();
    }, WINDOW_MS);
    timer.unref();
  };
  const schedule = () => {
    if (timer || queued) return;
    queued = true;
    // Not in the caller's own stack: one step may change several runs.
    queueMicrotask(() => {
      queued = false;
      if (!timer) flush();
    });
  };
  return {
    changed(id) {
      removed.delete(id);
      changed.add(id);
      schedule();
    },
    removed(id) {
      changed.delete(id);
      removed.add(id);
      schedule();
    },
    close() {
      clearTimeout(timer);
      changed.clear();
      removed.clear();
    },
  };
}
