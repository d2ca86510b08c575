import { type ExitFile, type FinalStatus, isFinal, type Reason, type RunMeta } from "@codex-toolloop/protocol";
import { type Context, changed, say, setSlot } from "../context.ts";
import { mergeRecord } from "../records/fold-records.ts";
import { finishReceipt } from "../stop/receipt.ts";
import { counterOf } from "../transitions.ts";
import type { RunEntry } from "./entry.ts";
import { publish, publishQueue } from "./publish.ts";
import { recordFact } from "./record.ts";
import type { Leftovers } from "./settle-run.ts";
import { speakForRun } from "./speak-for-run.ts";

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
  if (isFinal(entry.record.status)) return;
  const { runId } = entry;
  const from = entry.record.status;
  const { status, reason, exit, meta } = ending;
  const detail = ending.detail === undefined ? {} : { detail: ending.detail };
  const finishedAt = exit?.finishedAt ?? new Date().toISOString();
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
  if (counter && (entry.origin === "ours" || counter === "orphans")) ctx.counters[counter]++;
  entry.unwatch?.();
  entry.unwatch = undefined;
  const waited = ctx.queue.remove(runId) !== undefined;
  setSlot(ctx, entry, false);
  publish(ctx, entry);
  // The index's own last line may come later than we know of it; until then our word stands over it.
  ctx.retiring.set(runId, performance.now());
  if (waited) publishQueue(ctx);
  ctx.pump();
  say(ctx, "finished", { runId, from, to: ending.status, reason: ending.reason });

  finishReceipt(ctx, entry, ending);
  await saved;
  ctx.entries.delete(runId);
  entry.settled.resolve(ending.status);
  changed(ctx);
}
