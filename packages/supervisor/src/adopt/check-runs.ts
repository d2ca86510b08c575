import { liveness } from "@codex-toolloop/process";
import { isFinal } from "@codex-toolloop/protocol";
import { type Context, say } from "../context.ts";
import { publishQueue } from "../run/publish.ts";
import { saveDelayed } from "../run/record.ts";
import { settleRun } from "../run/settle-run.ts";
import { adoptTerminalRun } from "./adopt-terminal-run.ts";

/**
 * Looks at every live run, and at nothing else: is its process there? Finds runs of a terminal, retries what the disk
 * refused, and gives the queue another chance. Its cost is by the number of live runs.
 */
export async function checkRuns(ctx: Context): Promise<void> {
  await saveDelayed(ctx);
  ctx.queuePaused = false;
  const now = Date.now();
  ctx.keys.sweep(now);
  for (const run of ctx.catalog?.live() ?? []) {
    if (ctx.entries.has(run.runId) || ctx.retiring.has(run.runId) || run.pid === undefined) continue;
    const entry = adoptTerminalRun(ctx, run);
    say(ctx, "found", {
      runId: run.runId,
      pid: run.pid,
      alive: entry.identity && liveness(entry.identity) === "alive",
    });
  }
  const gone = [...ctx.entries.values()].filter(
    (e) =>
      !isFinal(e.record.status) &&
      (e.identity ? liveness(e.identity) === "gone" : e.uncertainUntil !== undefined && e.uncertainUntil <= now),
  );
  await Promise.all(
    gone.map((entry) =>
      settleRun(ctx, entry).catch((error: unknown) =>
        say(ctx, "settle_failed", { runId: entry.runId, error: String(error) }),
      ),
    ),
  );
  retireOverlays(ctx, now);
  ctx.pump();
  publishQueue(ctx);
}

/** Takes our word back from runs whose own last line has had time to arrive, and puts it back where it has not. */
function retireOverlays(ctx: Context, now: number): void {
  for (const [runId, since] of ctx.retiring) {
    if (now - since < ctx.checkEveryMs) continue;
    ctx.retiring.delete(runId);
    const ours = ctx.catalog?.get(runId);
    if (!ours) continue;
    ctx.catalog?.overlay(runId, null);
    const own = ctx.catalog?.get(runId);
    if (own?.status !== ours.status) ctx.catalog?.overlay(runId, ours);
  }
}
