import { type Context, track } from "../context.ts";
import type { RunEntry } from "./entry.ts";
import { publish } from "./publish.ts";
import { settleRun } from "./settle-run.ts";

/** Events are none of our business: from here no file ever reaches. */
const NO_EVENTS = Number.MAX_SAFE_INTEGER;

/** Follows a live run's meta.json and exit.json until `entry.unwatch` is called. */
export function watchRun(ctx: Context, entry: RunEntry): void {
  entry.unwatch?.();
  const look = () => track(ctx, "watch", entry.runId, lookAtRun(ctx, entry));
  entry.unwatch = ctx.options.store.followRun(entry.runId, {
    from: NO_EVENTS,
    onEvents: () => {},
    onLog: () => {},
    onState: look,
  });
  look();
}

/** Once the run has its own line, the row we made up is not needed; a launcher that is not our child reports by its exit.json. */
async function lookAtRun(ctx: Context, entry: RunEntry): Promise<void> {
  const { store } = ctx.options;
  if (!entry.hasMeta && (await store.readMeta(entry.runId))) {
    entry.hasMeta = true;
    if (ctx.entries.get(entry.runId) === entry && entry.record.status === "running") publish(ctx, entry);
  }
  if (!entry.isChild && (await store.readExit(entry.runId))) await settleRun(ctx, entry);
}
