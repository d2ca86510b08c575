import { isFinal } from "@codex-toolloop/protocol";
import { tellAdopted } from "../audit/tell.ts";
import { type Context, say, track } from "../context.ts";
import { noteStopLine } from "../stop/heed-control.ts";
import type { RunEntry } from "./entry.ts";
import { publish } from "./publish.ts";
import { recordFact } from "./record.ts";
import { settleRun } from "./settle-run.ts";

/** Events are none of our business: from here no file ever reaches. */
const NO_EVENTS = Number.MAX_SAFE_INTEGER;

/** Follows a live run's meta.json, exit.json and control.jsonl until `entry.unwatch` is called. */
export function watchRun(ctx: Context, entry: RunEntry): void {
  entry.unwatch?.();
  const look = () => track(ctx, "watch", entry.runId, lookAtRun(ctx, entry));
  const { store } = ctx.options;
  const unfollow = store.followRun(entry.runId, {
    from: NO_EVENTS,
    onEvents: () => {},
    onLog: () => {},
    onState: look,
  });
  const unhear = store.followControl(entry.runId, (line) =>
    track(ctx, "control", entry.runId, noteStopLine(ctx, entry, line)),
  );
  entry.unwatch = () => {
    unfollow();
    unhear();
  };
  look();
}

/**
 * Once the run has its own line, the row we made up is not needed, and a run that was claimed before we came tells its
 * pid. A launcher that is not our child reports by its exit.json.
 */
async function lookAtRun(ctx: Context, entry: RunEntry): Promise<void> {
  const { store } = ctx.options;
  if (!entry.hasMeta) {
    const meta = await store.readMeta(entry.runId);
    if (meta && ctx.entries.get(entry.runId) === entry && !isFinal(entry.record.status)) {
      entry.hasMeta = true;
      if (!entry.identity && meta.pid !== undefined && meta.startTime !== undefined) {
        entry.identity = { pid: meta.pid, startTime: meta.startTime };
        entry.uncertainUntil = undefined;
        tellAdopted(ctx, entry);
        say(ctx, "adopted", { runId: entry.runId, pid: meta.pid, by: "meta.json" });
        await recordFact(ctx, entry, "running", entry.identity);
      }
      if (entry.record.status === "running") publish(ctx, entry);
    }
  }
  if (!entry.isChild && (await store.readExit(entry.runId))) await settleRun(ctx, entry);
}
