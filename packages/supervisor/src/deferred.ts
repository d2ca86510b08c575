/** A promise whose end is decided elsewhere. */
export interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
}

/** Makes a deferred that can only resolve. */
export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((r) => {
    resolve = r;
  });
  return { promise, resolve };
}

/**
 * Waits for `event`, at most `ms` milliseconds, or until `signal` aborts.
 * @returns true when the event came.
 */
export async function within(event: Promise<unknown>, ms: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.race([event.then(() => true), Promise.resolve(false)]);
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
    onAbort = () => resolve(false);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([event.then(() => true as const), timeout]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener("abort", onAbort);
  }
}
