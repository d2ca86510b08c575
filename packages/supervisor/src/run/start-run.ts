import { launch } from "@codex-toolloop/process";
import { tell } from "../audit/tell.ts";
import { type Context, changed, count, say, setSlot, track } from "../context.ts";
import { canceledBeforeStart } from "../stop/heed-control.ts";
import type { RunEntry } from "./entry.ts";
import { finishRun } from "./finish-run.ts";
import { publish, publishQueue } from "./publish.ts";
import { record, recordFact, TransitionRefused } from "./record.ts";
import { settleRun } from "./settle-run.ts";
import { notBefore } from "./times.ts";
import { watchRun } from "./watch-run.ts";

/** Starts what waits, oldest first, while there are free slots. Call whenever a slot or the queue may have changed. */
export function pump(ctx: Context): void {
  if (ctx.closing || ctx.refusal || !ctx.records || ctx.queuePaused) return;
  const { maxConcurrent, readOnly } = ctx.options.store.settings().settings;
  if (readOnly) return;
  let taken = false;
  while (ctx.running < maxConcurrent) {
    const next = ctx.queue.take();
    if (!next) break;
    taken = true;
    const entry = ctx.entries.get(next.runId);
    if (!entry) continue;
    setSlot(ctx, entry, true);
    entry.launching = launchQueued(ctx, entry);
    track(ctx, "launch", entry.runId, entry.launching);
  }
  if (!taken) return;
  publishQueue(ctx);
  changed(ctx);
}

/** Claims a waiting run, then launches it. Where the disk takes no claim, the run goes back to its place. */
async function launchQueued(ctx: Context, entry: RunEntry): Promise<void> {
  if (!(await entry.created)) return;
  if (await canceledBeforeStart(ctx, entry)) return;
  const before = entry.record;
  try {
    // The claim is on disk before the process: a supervisor that dies here never starts the run a second time.
    await record(ctx, entry, "queued", { startedAt: notBefore(before.queuedAt) });
  } catch (error) {
    // It is over already: its slot is all that is left to give back.
    if (error instanceof TransitionRefused) return setSlot(ctx, entry, false);
    say(ctx, "start_postponed", { runId: entry.runId, error: String(error) });
    entry.record = before;
    entry.launching = undefined;
    setSlot(ctx, entry, false);
    ctx.queue.add(entry);
    ctx.queuePaused = true;
    publishQueue(ctx);
    return;
  }
  await launchClaimed(ctx, entry);
}

/** Launches a run whose claim (a record with `startedAt`) is on disk. Never rejects: a failure is the run's outcome. */
export async function launchClaimed(ctx: Context, entry: RunEntry): Promise<void> {
  const { store, commandFor, killLevel } = ctx.options;
  const runDir = store.runDir(entry.runId);
  count(ctx, entry.record.kind, "starts");
  try {
    const request = entry.request ?? (await store.readRequest(entry.runId));
    if (!request) throw new Error("its request.json is missing or cannot be read");
    const launched = await launch({
      ...commandFor(request, runDir),
      runId: entry.runId,
      runDir,
      deadlineSeconds: request.timeoutSeconds,
      graceSeconds: request.stopGraceSeconds,
      level: killLevel,
    });
    entry.request = undefined;
    entry.isChild = true;
    entry.identity = { pid: launched.pid, startTime: launched.startTime };
    tell(ctx, entry, {
      type: "run.started",
      from: "queued",
      to: "running",
      detail: `Its launcher is process ${launched.pid}.`,
    });
    track(
      ctx,
      "settle",
      entry.runId,
      launched.exited.then(() => settleRun(ctx, entry)),
    );
  } catch (error) {
    const detail = `The run could not be started: ${error instanceof Error ? error.message : String(error)}`;
    await finishRun(ctx, entry, { status: "failed", reason: "spawn_error", detail: detail.slice(0, 2000) });
    return;
  }
  watchRun(ctx, entry);
  const saved = recordFact(ctx, entry, "running", entry.identity);
  publish(ctx, entry);
  changed(ctx);
  await saved;
}
