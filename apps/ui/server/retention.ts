import { isFinal, type RunMeta } from "@codex-toolloop/protocol";
import type { RunCatalog, Store } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";
import type { Log } from "./log.ts";

/** Final runs that are kept whatever their age. */
export const KEEP_NEWEST = 100;
const FIRST_MS = 60_000;
const EVERY_MS = 24 * 3600_000;

/** Removes old final runs, and what crashes left, once a day, first after a minute, while this dashboard supervises the store. */
export function startRetention(parts: {
  store: Store;
  catalog: RunCatalog;
  supervisor: Pick<Supervisor, "authority" | "queue">;
  log: Log;
  firstMs?: number;
}): () => void {
  let timer: NodeJS.Timeout;
  const prune = async () => {
    const { held, readOnly } = parts.supervisor.authority();
    if (!held || readOnly) return;
    const { removed, orphans, bytes } = await parts.store.prune({
      days: parts.store.settings().settings.retentionDays,
      keep: KEEP_NEWEST,
      now: new Date(),
      isLive: (meta) => isLive(parts.catalog, meta),
      isQueued: (runId) => parts.supervisor.queue().includes(runId),
    });
    if (removed.length + orphans.length > 0)
      parts.log({ event: "pruned", runs: removed.length, leftovers: orphans.length, bytes });
  };
  const next = (ms: number) => {
    timer = setTimeout(() => {
      prune()
        .catch((error: unknown) => parts.log.error("old runs could not be removed", error))
        .finally(() => next(EVERY_MS));
    }, ms);
    timer.unref();
  };
  next(parts.firstMs ?? FIRST_MS);
  return () => clearTimeout(timer);
}

/** A run is live when either its own word or the list, which knows the supervisor's, says so. */
function isLive(catalog: RunCatalog, meta: RunMeta): boolean {
  return !isFinal(catalog.get(meta.runId)?.status ?? meta.status);
}
