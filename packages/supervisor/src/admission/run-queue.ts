/** One waiting run. `order` is its place in the order of arrival; lower is earlier. */
export interface Waiting {
  runId: string;
  user: string;
  order: number;
}

/** The bounded FIFO's content: who waits, in which order. Bounds are checked by `admit`, before a run is added. */
export interface RunQueue {
  size(): number;
  sizeOf(user: string): number;
  /** Ids, next first. */
  ids(): string[];
  has(runId: string): boolean;
  /** Puts a run at its place: a run that comes back after a failed start keeps its turn. */
  add(waiting: Waiting): void;
  /** The next one, removed. */
  take(): Waiting | undefined;
  remove(runId: string): Waiting | undefined;
  clear(): void;
}

/** Makes an empty queue. */
export function createRunQueue(): RunQueue {
  let items: Waiting[] = [];
  const perUser = new Map<string, number>();
  const count = (user: string, by: 1 | -1) => {
    const n = (perUser.get(user) ?? 0) + by;
    if (n > 0) perUser.set(user, n);
    else perUser.delete(user);
  };
  const removeAt = (i: number): Waiting | undefined => {
    const [gone] = items.splice(i, 1);
    if (gone) count(gone.user, -1);
    return gone;
  };
  return {
    size: () => items.length,
    sizeOf: (user) => perUser.get(user) ?? 0,
    ids: () => items.map((w) => w.runId),
    has: (runId) => items.some((w) => w.runId === runId),
    add(waiting) {
      let i = items.length;
      while (i > 0 && (items[i - 1]?.order ?? 0) > waiting.order) i--;
      items.splice(i, 0, waiting);
      count(waiting.user, 1);
    },
    take: () => (items.length > 0 ? removeAt(0) : undefined),
    remove(runId) {
      const i = items.findIndex((w) => w.runId === runId);
      return i < 0 ? undefined : removeAt(i);
    },
    clear() {
      items = [];
      perUser.clear();
    },
  };
}
