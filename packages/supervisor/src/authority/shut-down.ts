import { isFinal } from "@codex-toolloop/protocol";
import { type Context, changed, say } from "../context.ts";
import type { RunEntry } from "../run/entry.ts";
import { saveDelayed } from "../run/record.ts";
import { stopEntry } from "../stop/stop-run.ts";

/** What became of the runs that were ours when the dashboard closed. */
export interface ShutdownResult {
  stopped: string[];
  left: string[];
}

/**
 * Ends or leaves our live runs, in parallel, and waits until that is written down. Waiting runs stay in the queue: they
 * start with the next dashboard. Runs of a terminal are not ours to end.
 * @param hurry aborts when the user will not wait for any grace.
 */
export async function shutDownRuns(ctx: Context, hurry: AbortSignal): Promise<ShutdownResult> {
  ctx.closing = true;
  changed(ctx);
  if (ctx.adopting) await ctx.adopting;
  // A start that was under way is over before we look at what there is to stop.
  await Promise.all([...ctx.entries.values()].flatMap((e) => [e.created, e.launching ?? []].flat()));
  const ours = [...ctx.entries.values()].filter(
    (e) => e.origin === "ours" && e.holdsSlot && !isFinal(e.record.status) && ctx.records !== undefined,
  );
  const { onShutdown } = ctx.options.store.settings().settings;
  say(ctx, "shutting_down", { mode: onShutdown, runs: ours.length, queued: ctx.queue.size() });
  if (onShutdown === "leave") {
    await saveDelayed(ctx);
    return { stopped: [], left: ours.map((e) => e.runId) };
  }
  await Promise.all(ours.map((entry) => stopAndWait(ctx, entry, hurry)));
  await saveDelayed(ctx);
  const isOver = (e: RunEntry) => isFinal(e.record.status);
  return {
    stopped: ours.filter(isOver).map((e) => e.runId),
    left: ours.filter((e) => !isOver(e)).map((e) => e.runId),
  };
}

async function stopAndWait(ctx: Context, entry: RunEntry, hurry: AbortSignal): Promise<void> {
  const goOn = () => entry.stop?.hurry.abort();
  hurry.addEventListener("abort", goOn);
  try {
    // A ladder under way (somebody asked before) is waited for like our own.
    const stop = stopEntry(ctx, entry, "dashboard", "shutdown");
    if (hurry.aborted) goOn();
    await stop.durable;
    await Promise.race([entry.settled.promise, stop.ladder]);
  } finally {
    hurry.removeEventListener("abort", goOn);
  }
}
