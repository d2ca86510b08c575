import { isFinal, type Outcome, refuse, type StopReceipt } from "@codex-toolloop/protocol";
import { adoptTerminalRun } from "../adopt/adopt-terminal-run.ts";
import { type Context, changed, say, track } from "../context.ts";
import type { StopOptions } from "../contract.ts";
import { alreadyFinal, refusalOf } from "../refusal.ts";
import type { RunEntry, StopState } from "../run/entry.ts";
import { isGone } from "../run/is-gone.ts";
import { publish } from "../run/publish.ts";
import { recordFact } from "../run/record.ts";
import { settleRun } from "../run/settle-run.ts";
import { cancelQueued } from "./cancel-queued.ts";
import { forceStop } from "./force-stop.ts";
import { keepReceipt, newStop, receiptOf } from "./receipt.ts";
import { stopLadder } from "./stop-ladder.ts";
import { tellStop } from "./tell-stop.ts";

/** See `Supervisor.stop`. */
export async function stopRun(
  ctx: Context,
  runId: string,
  by: string,
  { reason = "stop_requested", force = false }: StopOptions = {},
): Promise<Outcome<StopReceipt>> {
  if (ctx.adopting) await ctx.adopting;
  const refused = refusalOf(ctx, "stopped");
  if (refused) return refused;
  let entry = ctx.entries.get(runId);
  if (!entry) {
    const known = ctx.catalog?.get(runId);
    if (!known) return refuse(404, "run_not_found", "No such run", `There is no run ${runId}.`);
    if (isFinal(known.status)) return alreadyFinal(runId, known.status);
    entry = adoptTerminalRun(ctx, known);
  }
  if (!(await entry.created)) return refuse(404, "run_not_found", "No such run", `There is no run ${runId}.`);
  if (entry.canceling) return entry.canceling;
  if (entry.identity && !entry.stop && isGone(entry.identity)) await settleRun(ctx, entry);
  if (isFinal(entry.record.status)) return alreadyFinal(runId, entry.record.status);
  if (!entry.stop && ctx.queue.has(runId)) return cancelQueued(ctx, entry, { by, reason });
  // Whoever asks again waits until the first request is durable, too.
  const stop = stopEntry(ctx, entry, by, reason);
  await stop.durable;
  if (force) await forceStop(ctx, entry, stop, by);
  const receipt = await receiptOf(ctx, runId);
  return receipt
    ? { ok: true, value: receipt }
    : refuse(404, "run_not_found", "No such run", `There is no run ${runId}.`);
}

/** Stops a live run, once; a second request joins the first. */
export function stopEntry(ctx: Context, entry: RunEntry, by: string, reason: StopState["reason"]): StopState {
  if (!entry.stop) {
    const stop = newStop(entry, by, reason);
    entry.stop = stop;
    stop.durable = beginStop(ctx, entry, stop).then((skipControl) => {
      stop.ladder = stopLadder(ctx, entry, skipControl);
      track(ctx, "stop", entry.runId, stop.ladder);
    });
  }
  return entry.stop;
}

/** Makes the stop durable, then lets the ladder run. A disk that takes no line is no reason to let the run go on. */
async function beginStop(ctx: Context, entry: RunEntry, stop: StopState): Promise<boolean> {
  const { runId } = entry;
  const { requestedAt, requestedBy } = stop.receipt;
  say(ctx, "stop_requested", { runId, by: requestedBy, reason: stop.reason });
  // What an earlier supervisor told of a run of a terminal is read by then.
  if (entry.origin === "terminal" && entry.launching) await entry.launching;
  tellStop(ctx, entry, { by: requestedBy, reason: stop.reason, at: requestedAt });
  let skipControl = false;
  try {
    await ctx.options.store.appendControl(runId, {
      v: 1,
      at: requestedAt,
      by: requestedBy,
      type: "stop",
      reason: stop.reason,
    });
  } catch (error) {
    skipControl = true;
    say(ctx, "control_not_written", { runId, error: String(error) });
  }
  if (entry.launching) await entry.launching;
  if (!isFinal(entry.record.status)) {
    // `reason` of a live record: why it is about to end, for a run process that cannot say so itself.
    await recordFact(ctx, entry, entry.record.status, {
      reason: stop.reason,
      stopRequestedAt: requestedAt,
      stopRequestedBy: requestedBy,
    });
    keepReceipt(ctx, entry);
  }
  if (!isFinal(entry.record.status)) {
    publish(ctx, entry);
    changed(ctx);
  }
  return skipControl;
}
