import type { Outcome, StopReceipt } from "@codex-toolloop/protocol";
import type { Context } from "../context.ts";
import { diskProblem } from "../failure.ts";
import type { RunEntry, StopState } from "../run/entry.ts";
import { finishRun } from "../run/finish-run.ts";
import { publishQueue } from "../run/publish.ts";
import { record } from "../run/record.ts";
import { newStop } from "./receipt.ts";

/** Who asked for it, why, and when where that was before now. */
export interface CancelRequest {
  by: string;
  reason: StopState["reason"];
  at?: string;
}

/**
 * Takes a waiting run out of the queue for good. The request is on disk before that: a crash in between cancels the run
 * at the next start. Where the disk takes no line, the run keeps its place and the answer is a 503.
 */
export async function cancelQueued(
  ctx: Context,
  entry: RunEntry,
  { by, reason, at }: CancelRequest,
): Promise<Outcome<StopReceipt>> {
  ctx.queue.remove(entry.runId);
  const stop = newStop(entry, by, reason, at);
  entry.stop = stop;
  const before = entry.record;
  try {
    await record(ctx, entry, "queued", {
      stopRequestedAt: stop.receipt.requestedAt,
      stopRequestedBy: stop.receipt.requestedBy,
    });
  } catch (error) {
    entry.record = before;
    entry.stop = undefined;
    ctx.queue.add(entry);
    return diskProblem(error);
  }
  await finishRun(ctx, entry, { status: "canceled", reason: stop.reason });
  publishQueue(ctx);
  return { ok: true, value: stop.receipt };
}
