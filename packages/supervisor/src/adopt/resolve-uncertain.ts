import { tell } from "../audit/tell.ts";
import { type Context, say, setSlot } from "../context.ts";
import type { RunEntry } from "../run/entry.ts";
import { publishQueue } from "../run/publish.ts";
import { settleRun, sweep } from "../run/settle-run.ts";

/**
 * A claimed run whose launcher may have been started gave no sign of life in time. What there is of it is ended (a
 * launcher that is still coming up as well). A run process writes meta.json before it does anything: where that and
 * exit.json are missing and nothing survived, nothing has been done, and the run goes back to its place in the queue.
 */
export async function resolveUncertain(ctx: Context, entry: RunEntry): Promise<void> {
  const { store } = ctx.options;
  const swept = await sweep(ctx, entry);
  const traces = await Promise.all([store.readMeta(entry.runId), store.readExit(entry.runId)]);
  // From here on it is decided; what failed before this is tried again at the next check.
  entry.uncertainUntil = undefined;
  const nothingDone = swept?.survived.length === 0 && traces.every((trace) => trace === null);
  if (!nothingDone || entry.identity || entry.stop) return settleRun(ctx, entry);
  entry.unwatch?.();
  entry.unwatch = undefined;
  setSlot(ctx, entry, false);
  ctx.queue.add(entry);
  publishQueue(ctx);
  const detail = "Its launcher gave no sign of life and left nothing, so it waits again.";
  tell(ctx, entry, { type: "run.requeued", from: "queued", to: "queued", detail });
  say(ctx, "requeued", { runId: entry.runId, claimed: true });
}
