import type { Store } from "@codex-toolloop/store";

/** How often a process that is not our child is looked at, where no file tells. Milliseconds. */
const LOOK_EVERY = 100;

/**
 * Waits until `holds` is true of a run, looking when its files change and now and then. Rejects with what `holds` throws.
 * @returns false after `withinMs`.
 */
export function waitForRun(
  store: Store,
  runId: string,
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const until = performance.now() + withinMs;
    let looking = false;
    const end = (settle: () => void) => {
      clearInterval(timer);
      unfollow();
      settle();
    };
    const look = async () => {
      if (looking) return;
      looking = true;
      try {
        const done = await holds();
        if (done || performance.now() >= until) end(() => resolve(done));
      } catch (error) {
        end(() => reject(error));
      } finally {
        looking = false;
      }
    };
    const timer = setInterval(() => void look(), LOOK_EVERY);
    const unfollow = store.followRun(runId, {
      from: Number.MAX_SAFE_INTEGER,
      onEvents: () => {},
      onLog: () => {},
      onState: () => void look(),
    });
  });
}
