import { type ControlLine, isFinal } from "@codex-toolloop/protocol";
import { type Context, changed, say } from "../context.ts";
import { mergeRecord } from "../records/fold-records.ts";
import type { RunEntry } from "../run/entry.ts";
import { finishRun } from "../run/finish-run.ts";
import { publish } from "../run/publish.ts";
import { recordFact } from "../run/record.ts";
import { cancelQueued } from "./cancel-queued.ts";
import { newStop } from "./receipt.ts";
import { tellStop } from "./tell-stop.ts";

/** A stop that somebody else (`run stop`) wrote into control.jsonl. */
type StopLine = Extract<ControlLine, { type: "stop" }>;

/** Cancels waiting runs that a terminal asked to stop: they have no process that would read their control.jsonl. */
export async function cancelAskedFor(ctx: Context): Promise<void> {
  for (const runId of ctx.queue.ids()) {
    const asked = await stopLineOf(ctx, runId);
    const entry = ctx.entries.get(runId);
    if (asked && entry && !entry.stop && ctx.queue.has(runId)) await cancelQueued(ctx, entry, asked);
  }
}

/** The same for a run whose turn has just come: it is not started any more. @returns whether it was canceled. */
export async function canceledBeforeStart(ctx: Context, entry: RunEntry): Promise<boolean> {
  const asked = await stopLineOf(ctx, entry.runId);
  if (!asked) return false;
  entry.stop ??= newStop(entry, asked.by, asked.reason, asked.at);
  tellStop(ctx, entry, asked);
  await finishRun(ctx, entry, { status: "canceled", reason: asked.reason });
  return true;
}

/** Notes a stop of a live run that others asked for, so that lists show it. Whoever asked also sees it through. */
export async function noteStopLine(ctx: Context, entry: RunEntry, line: ControlLine): Promise<void> {
  if (entry.origin === "terminal" && entry.launching) await entry.launching;
  if (line.type !== "stop" || entry.stop || entry.record.stopRequestedAt || isFinal(entry.record.status)) return;
  const facts = { reason: line.reason, stopRequestedAt: line.at, stopRequestedBy: line.by };
  say(ctx, "stop_seen", { runId: entry.runId, by: line.by });
  tellStop(ctx, entry, line);
  const { status } = entry.record;
  // Of a terminal's run nothing is recorded unless we act on it.
  if (entry.origin === "terminal" && !entry.recorded)
    entry.record = mergeRecord(entry.record, { ...entry.record, ...facts });
  else await recordFact(ctx, entry, status, facts);
  if (isFinal(entry.record.status)) return;
  publish(ctx, entry);
  changed(ctx);
}

async function stopLineOf(ctx: Context, runId: string): Promise<StopLine | undefined> {
  const lines: ControlLine[] = await ctx.options.store.readControl(runId).catch(() => []);
  return lines.find((line): line is StopLine => line.type === "stop");
}
