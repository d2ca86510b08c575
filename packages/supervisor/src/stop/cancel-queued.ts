import type { Outcome, StopReceipt } from "@codex-toolloop/protocol";
import type { Context } from "../context.ts";
import { diskProblem } from "../failure.ts";
import { alreadyFinal } from "../refusal.ts";
import type { RunEntry, StopState } from "../run/entry.ts";
import { finishRun } from "../run/finish-run.ts";
import { publishQueue } from "../run/publish.ts";
import { record, TransitionRefused } from "../run/record.ts";
import { notBefore } from "../run/times.ts";
import { newStop } from "./receipt.ts";
import { tellStop } from "./tell-stop.ts";

/** Who asked for it, why, and when where that was before now. */
export interface CancelRequest {
  by: string;
  reason: StopState["reason"];
  at?: string;
}

/**
 * Takes a waiting run out of the queue for good. The request is on disk before that: a crash in between cancels the run
 * at the next start. Where the disk takes no line, the run keeps its place and the answer is a 503. Whoever asks meanwhile
 * gets the same answer.
 */
export function cancelQueued(ctx: Context, entry: RunEntry, request: CancelRequest): Promise<Outcome<StopReceipt>> {
  entry.canceling ??= cancel(ctx, entry, request).finally(() => {
    entry.canceling = undefined;
  });
  return entry.canceling;
}

async function cancel(ctx: Context, entry: RunEntry, request: CancelRequest): Promise<Outcome<StopReceipt>> {
  ctx.queue.remove(entry.runId);
  const stop = newStop(entry, request.by, request.reason, request.at);
  entry.stop = stop;
  const before = entry.record;
  try {
    await record(ctx, entry, "queued", {
      stopRequestedAt: notBefore(before.queuedAt, stop.receipt.requestedAt),
      stopRequestedBy: stop.receipt.requestedBy,
    });
  } catch (error) {
    if (error instanceof TransitionRefused) return alreadyFinal(entry.runId, before.status);
    entry.record = before;
    entry.stop = undefined;
    ctx.queue.add(entry);
    return diskProblem(error);
  }
  tellStop(ctx, entry, { ...request, at: stop.receipt.requestedAt });
  await finishRun(ctx, entry, { status: "canceled", reason: stop.reason });
  publishQueue(ctx);
  return { ok: true, value: stop.receipt };
}
