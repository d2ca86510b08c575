import type { Store } from "@codex-toolloop/store";
import { livenessOf } from "./current-status.ts";

/**
 * What to say beside a run that was started in a terminal where the store had as many live runs as `maxConcurrent` allows
 * already: it starts all the same, and takes one of the dashboard's places. @returns undefined below the limit.
 */
export async function limitNote(store: Store, ownRunId: string): Promise<string | undefined> {
  const { maxConcurrent } = store.settings().settings;
  const live = (await store.catalog()).live().filter((run) => run.runId !== ownRunId && livenessOf(run) === "alive");
  if (live.length < maxConcurrent) return undefined;
  const others = live.length === 1 ? "1 other run is" : `${live.length} other runs are`;
  return `${others} live, as many as maxConcurrent allows (${maxConcurrent}); a run started in a terminal does not wait for them`;
}
