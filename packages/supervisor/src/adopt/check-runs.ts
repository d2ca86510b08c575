import { hasMembers } from "@codex-toolloop/process";
import { isFinal } from "@codex-toolloop/protocol";
import { keepRecords } from "../authority/keep-records.ts";
import { type Context, say } from "../context.ts";
import type { RunEntry } from "../run/entry.ts";
import { isGone } from "../run/is-gone.ts";
import { publishQueue } from "../run/publish.ts";
import { saveDelayed } from "../run/record.ts";
import { settleRun } from "../run/settle-run.ts";
import { wakeOverdue } from "../run/wake-overdue.ts";
import { cancelAskedFor } from "../stop/heed-control.ts";
import { adoptTerminalRun } from "./adopt-terminal-run.ts";
import { resolveUncertain } from "./resolve-uncertain.ts";

/**
 * Looks at every live run, and at nothing else: is its process there, and awake? Finds runs of a terminal, retries what the disk
 * refused, and gives the queue another chance. Its cost is by the number of live runs.
 */
export async function checkRuns(ctx: Context): Promise<void> {
  await keepRecords(ctx).catch((error: unknown) => say(ctx, "records_not_kept", { error: String(error) }));
  await saveDelayed(ctx);
  ctx.queuePaused = false;
  const now = performance.now();
  ctx.keys.sweep(now);
  for (const run of ctx.catalog?.live() ?? []) {
    if (run.status === "queued" || ctx.entries.has(run.runId) || ctx.retiring.has(run.runId)) continue;
    const entry = adoptTerminalRun(ctx, run);
    entry.endedAway = entry.identity !== undefined && isGone(entry.identity);
    say(ctx, "found", { runId: run.runId, pid: run.pid, gone: entry.endedAway });
  }
  await cancelAskedFor(ctx);
  await Promise.all(
    [...ctx.entries.values()].map((entry) =>
      checkRun(ctx, entry, now).catch((error: unknown) =>
        say(ctx, "settle_failed", { runId: entry.runId, error: String(error) }),
      ),
    ),
  );
  retireOverlays(ctx, now);
  ctx.pump();
  publishQueue(ctx);
}

async function checkRun(ctx: Context, entry: RunEntry, now: number): Promise<void> {
  if (isFinal(entry.record.status)) return;
  if (entry.identity) {
    if (isGone(entry.identity)) await settleRun(ctx, entry);
    else wakeOverdue(ctx, entry);
  } else if (entry.origin === "terminal") {
    // It says that it runs, and not as whom: it lives as long as anything of it is found.
    const { store } = ctx.options;
    const { runId } = entry;
    if ((await store.readExit(runId)) || !hasMembers({ runId, runDir: store.runDir(runId) }))
      await settleRun(ctx, entry);
  } else if (entry.uncertainUntil !== undefined && entry.uncertainUntil <= now) await resolveUncertain(ctx, entry);
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
