/** A longer silence of the recording is shortened to this. Milliseconds. */
const GAP_MAX = 5000;
/** With no pace to keep, everything else still gets its turn after so many events. */
const BREATH = 50;

export interface Pace {
  /** Resolves when the event that was recorded at this instant is due; false when the signal came first. */
  due(at: string): Promise<boolean>;
}

/**
 * Keeps the time between events as it was recorded, by one clock, so that small waits do not add up.
 * @param speed 1 is the recording's own pace, 2 twice as fast, 0 as fast as can be.
 */
export function pace(speed: number, signal: AbortSignal): Pace {
  const begun = performance.now();
  let last: number | undefined;
  let offset = 0;
  let count = 0;
  return {
    async due(at) {
      const time = Date.parse(at);
      if (last !== undefined && time > last) offset += Math.min(time - last, GAP_MAX);
      last = Math.max(time, last ?? time);
      const wait = speed === 0 ? 0 : begun + offset / speed - performance.now();
      if (wait > 1) return (await sleep(wait, signal)) && !signal.aborted;
      if (++count % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
      return !signal.aborted;
    },
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", cut);
      resolve(true);
    }, ms);
    const cut = () => {
      clearTimeout(timer);
      resolve(false);
    };
    signal.addEventListener("abort", cut, { once: true });
  });
}
