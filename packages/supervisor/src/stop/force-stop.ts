import { isFinal } from "@codex-toolloop/protocol";
import { tell } from "../audit/tell.ts";
import { type Context, changed, say } from "../context.ts";
import type { RunEntry, StopState } from "../run/entry.ts";
import { publish } from "../run/publish.ts";
import { keepReceipt } from "./receipt.ts";

/**
 * Ends the grace of a stop that is under way: its ladder goes to the last rung, where everything is killed. Who asked is
 * in control.jsonl before anything is killed; a disk that takes no line is no reason to let the run go on. Once is enough:
 * a second call changes nothing.
 */
export async function forceStop(ctx: Context, entry: RunEntry, stop: StopState, by: string): Promise<void> {
  if (stop.receipt.forcedAt !== undefined || stop.hurry.signal.aborted || isFinal(entry.record.status)) return;
  const at = new Date().toISOString();
  Object.assign(stop.receipt, { forcedAt: at, forcedBy: by });
  say(ctx, "stop_forced", { runId: entry.runId, by });
  tell(ctx, entry, {
    type: "run.stop_requested",
    at,
    actor: by,
    from: entry.record.status,
    reason: stop.reason,
    detail: "At once: the grace is skipped.",
    again: true,
  });
  try {
    const line = { v: 1 as const, at, by, type: "stop" as const, reason: stop.reason, force: true as const };
    await ctx.options.store.appendControl(entry.runId, line);
  } catch (error) {
    say(ctx, "control_not_written", { runId: entry.runId, error: String(error) });
  }
  keepReceipt(ctx, entry);
  stop.hurry.abort();
  publish(ctx, entry);
  changed(ctx);
}
