import type { Store } from "@codex-toolloop/store";

/** How often a process that is not our child is looked at, where no file tells. Milliseconds. */
const LOOK_EVERY = 100;

/** Waits until `gone` holds, looking when the run's files change and now and then. @returns false after `withinMs`. */
export function waitForEnd(store: Store, runId: string, gone: () => boolean, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const until = Date.now() + withinMs;
    const look = () => {
      const isGone = gone();
      if (!isGone && Date.now() < until) return;
      clearInterval(timer);
      unfollow();
      resolve(isGone);
    };
    const timer = setInterval(look, LOOK_EVERY);
    const unfollow = store.followRun(runId, {
      from: Number.MAX_SAFE_INTEGER,
      onEvents: () => {},
      onLog: () => {},
      onState: look,
    });
  });
}
