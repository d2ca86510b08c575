import {
  type ExitFile,
  type FinalStatus,
  isFinal,
  type Reason,
  type RunMeta,
  type RunStatus,
} from "@codex-toolloop/protocol";
import { actorOf, tell } from "../audit/tell.ts";
import { type Context, changed, count, setSlot } from "../context.ts";
import { mergeRecord } from "../records/fold-records.ts";
import { finishReceipt } from "../stop/receipt.ts";
import { counterOf } from "../transitions.ts";
import type { RunEntry } from "./entry.ts";
import { publish, publishQueue } from "./publish.ts";
import { recordFact, refuseTransition } from "./record.ts";
import type { Leftovers } from "./settle-run.ts";
import { speakForRun } from "./speak-for-run.ts";
import { notBefore } from "./times.ts";

/** How a run ended, and by what we know it. */
export interface Ending {
  status: FinalStatus;
  reason: Reason;
  detail?: string | undefined;
  exit?: ExitFile | undefined;
  meta?: RunMeta | undefined;
  leftovers?: Leftovers | undefined;
}

/**
 * Writes a run's final status, exactly once, frees its slot for the next and forgets the run. A second call does nothing.
 * Never rejects: what the disk refuses is kept for later, and `settled` resolves all the same.
 */
export async function finishRun(ctx: Context, entry: RunEntry, ending: Ending): Promise<void> {
  if (isFinal(entry.record.status)) {
    if (entry.record.status !== ending.status) refuseTransition(ctx, entry, ending.status);
    return;
  }
  const { runId } = entry;
  const from = entry.record.status;
  const { status, reason, exit, meta } = ending;
  const detail = ending.detail === undefined ? {} : { detail: ending.detail };
  const finishedAt = notBefore(entry.record.startedAt ?? entry.record.queuedAt, exit?.finishedAt);
  const isSilent = !meta && !entry.hasMeta;
  const toldByRun = isSilent
    ? speakForRun(ctx, entry, { status, reason, ...detail, finishedAt })
    : meta?.status === status;
  const facts = {
    reason,
    ...detail,
    ...(exit ? { exitCode: exit.exitCode, signal: exit.signal } : {}),
    finishedAt,
    ...(toldByRun ? { toldByRun } : {}),
  };
  let saved: Promise<void> | undefined;
  if (entry.origin === "terminal" && toldByRun && !entry.recorded)
    entry.record = mergeRecord(entry.record, { ...entry.record, status: ending.status, ...facts });
  else saved = recordFact(ctx, entry, ending.status, facts);

  const counter = counterOf(ending.status);
  if (counter && (entry.origin === "ours" || counter === "orphans")) count(ctx, entry.record.kind, counter);
  entry.unwatch?.();
  entry.unwatch = undefined;
  const waited = ctx.queue.remove(runId) !== undefined;
  setSlot(ctx, entry, false);
  publish(ctx, entry, undefined, toldByRun ? meta : undefined);
  // The index's own last line may come later than we know of it; until then our word stands over it.
  ctx.retiring.set(runId, performance.now());
  if (waited) publishQueue(ctx);
  ctx.pump();

  finishReceipt(ctx, entry, ending);
  await saved;
  tellEnd(ctx, entry, from, ending);
  ctx.entries.delete(runId);
  entry.settled.resolve(ending.status);
  changed(ctx);
}

/** After the record is durable: what the audit calls over is over also for the next supervisor. */
function tellEnd(ctx: Context, entry: RunEntry, from: RunStatus, { status, reason, detail }: Ending): void {
  if (status === "orphaned" || entry.endedAway)
    tell(ctx, entry, {
      type: "run.recovered",
      from,
      to: status,
      reason,
      detail:
        status === "orphaned"
          ? "Its process is gone and did not write how it ended."
          : "It ended while no dashboard watched; its outcome was found on disk.",
    });
  const by = entry.stop?.receipt.requestedBy ?? entry.record.stopRequestedBy;
  tell(ctx, entry, {
    type: "run.finished",
    actor: status === "canceled" ? actorOf(by, reason) : "supervisor",
    from,
    to: status,
    reason,
    detail,
  });
}
