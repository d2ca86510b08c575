import type { StepContext } from "../../engine/engine-step.ts";
import { cloneProgress } from "./clone-progress.ts";

const EVERY_MS = 500;
/** git's line of progress stands at the end of the log. */
const LOOKED_AT = 4096;

/** Tells what git prints about its progress, from the log, until `end`. */
export function followProgress({ host, emit }: StepContext, logStart: number): { end(): Promise<void> } {
  const over = new AbortController();
  let told = "";
  const look = async () => {
    const size = host.logSize();
    const progress = size > logStart ? cloneProgress(await host.logTail(logStart, size, LOOKED_AT)) : undefined;
    if (!progress) return;
    const now = `${progress.fraction} ${progress.message}`;
    if (now !== told) emit({ type: "step.progress", ...progress });
    told = now;
  };
  const looking = (async () => {
    while (!over.signal.aborted) {
      await look();
      await host.sleep(EVERY_MS, over.signal).catch((error: unknown) => {
        if (!over.signal.aborted) throw error;
      });
    }
  })();
  // Awaited by `end`; until then a failure is not unhandled.
  looking.catch(() => {});
  return {
    async end() {
      over.abort();
      await looking;
    },
  };
}
