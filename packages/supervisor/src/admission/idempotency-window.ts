import { LIMITS } from "@codex-toolloop/protocol";

/** A run that a key stands for. `ready` ends when the first request has been answered: what it said, all repeat. */
export interface KeyHolder<T> {
  runId: string;
  payloadHash: string;
  /** When the key was first used: milliseconds of a clock that never goes back (`performance.now()`); may be negative. */
  since: number;
  ready: Promise<T>;
}

/** Remembers keys for five minutes. A key belongs to its user: two users may use the same one. */
export interface IdempotencyWindow<T> {
  find(user: string, key: string, now: number): KeyHolder<T> | undefined;
  hold(user: string, key: string, holder: KeyHolder<T>): void;
  /** Forgets a key whose start was refused: the same request may be sent again. */
  release(user: string, key: string, runId: string): void;
  /** Forgets what is older than the window; call now and then. */
  sweep(now: number): void;
  size(): number;
}

/** Makes an empty window. @param windowMs length in milliseconds, five minutes where absent. */
export function createIdempotencyWindow<T>(windowMs: number = LIMITS.idempotencyWindowMs): IdempotencyWindow<T> {
  const holders = new Map<string, KeyHolder<T>>();
  const name = (user: string, key: string) => JSON.stringify([user, key]);
  return {
    find(user, key, now) {
      const holder = holders.get(name(user, key));
      return holder && now - holder.since < windowMs ? holder : undefined;
    },
    hold: (user, key, holder) => void holders.set(name(user, key), holder),
    release(user, key, runId) {
      if (holders.get(name(user, key))?.runId === runId) holders.delete(name(user, key));
    },
    sweep(now) {
      for (const [k, h] of holders) if (now - h.since >= windowMs) holders.delete(k);
    },
    size: () => holders.size,
  };
}
