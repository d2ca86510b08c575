import { setTimeout as pause } from "node:timers/promises";

/** Polls until `condition` gives something; throws after `timeoutMs`, naming what was awaited. */
export async function waitFor<T>(
  what: string,
  condition: () => T | undefined | false | null,
  timeoutMs = 10_000,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const value = condition();
    if (value) return value;
    if (performance.now() > until) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await pause(3);
  }
}
