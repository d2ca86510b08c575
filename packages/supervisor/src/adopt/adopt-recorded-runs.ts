import { access } from "node:fs/promises";
import { join } from "node:path";
import { liveness } from "@codex-toolloop/process";
import type { RunMeta, RunRequest, UiRunRecord } from "@codex-toolloop/protocol";
import { fillAudit } from "../audit/fill-audit.ts";
import { tell, tellAdopted } from "../audit/tell.ts";
import { type Context, say, setSlot, track } from "../context.ts";
import { newEntry, type RunEntry } from "../run/entry.ts";
import { finishRun } from "../run/finish-run.ts";
import { publish } from "../run/publish.ts";
import { recordFact } from "../run/record.ts";
import { settleRun } from "../run/settle-run.ts";
import { watchRun } from "../run/watch-run.ts";
import { keptReceipt, newStop } from "../stop/receipt.ts";
import { stopLadder } from "../stop/stop-ladder.ts";

/** How long a run that was claimed, and whose launcher was probably started, may take to give a sign of life. */
const UNCERTAIN_MS = 10_000;

/**
 * Takes up one run that an earlier supervisor left queued or live. What it may have left, and what becomes of it:
 *
 * | record | on disk | then |
 * |---|---|---|
 * | queued, stop requested | | canceled |
 * | queued, not claimed | no request.json | failed, internal_error |
 * | queued, not claimed | request.json | queued, in its old place |
 * | queued, claimed | launcher.log absent: nothing was spawned | queued, in its old place |
 * | queued, claimed | exit.json | resolved from it |
 * | queued, claimed | meta.json with a pid | as running |
 * | queued, claimed | launcher.log only | waited for; without a sign of life see `resolveUncertain` |
 * | running | same pid and start time alive | adopted; a stop under way goes on |
 * | running | exit.json, or the process gone | resolved from exit.json, meta.json, or orphaned |
 */
export async function adoptRecordedRun(ctx: Context, record: UiRunRecord): Promise<void> {
  const { store } = ctx.options;
  const { runId } = record;
  const [request, meta, exit] = await Promise.all([
    store.readRequest(runId).catch(() => null),
    store.readMeta(runId).catch(() => null),
    store.readExit(runId).catch(() => null),
  ]);
  const entry = entryOf(ctx, record, request, meta);
  entry.audited = await fillAudit(ctx, record);
  ctx.entries.set(runId, entry);

  if (record.status === "queued" && !meta && !exit) {
    if (record.stopRequestedAt) return finishRun(ctx, entry, { status: "canceled", reason: "stop_requested" });
    if (!request) {
      const detail = "The run's request.json is missing or cannot be read, so it cannot be started.";
      return finishRun(ctx, entry, { status: "failed", reason: "internal_error", detail });
    }
    const claimed = record.startedAt !== undefined;
    if (!claimed || !(await exists(join(store.runDir(runId), "launcher.log")))) {
      ctx.queue.add(entry);
      const detail = "It kept its place in the queue after a restart of the dashboard.";
      tell(ctx, entry, { type: "run.requeued", from: "queued", to: "queued", detail });
      say(ctx, "requeued", { runId, claimed });
      return;
    }
    entry.uncertainUntil = performance.now() + UNCERTAIN_MS;
    setSlot(ctx, entry, true);
    watchRun(ctx, entry);
    say(ctx, "waiting_for_sign_of_life", { runId });
    return;
  }
  if (exit || !entry.identity || liveness(entry.identity) === "gone") {
    entry.endedAway = true;
    return settleRun(ctx, entry);
  }

  setSlot(ctx, entry, true);
  if (record.status === "queued" || record.pid === undefined)
    await recordFact(ctx, entry, "running", { ...entry.identity });
  publish(ctx, entry);
  watchRun(ctx, entry);
  tellAdopted(ctx, entry);
  say(ctx, "adopted", { runId, pid: entry.identity.pid, by: "record" });
  if (record.stopRequestedAt) await resumeStop(ctx, entry, record.stopRequestedAt);
}

function entryOf(ctx: Context, record: UiRunRecord, request: RunRequest | null, meta: RunMeta | null): RunEntry {
  const entry = newEntry({
    runId: record.runId,
    origin: "ours",
    user: record.requestedBy ?? request?.requestedBy ?? "",
    sessionId: request?.sessionId ?? meta?.sessionId,
    order: ctx.nextOrder++,
    record,
    recorded: true,
    request: request ?? undefined,
    timeoutSeconds: request?.timeoutSeconds,
    graceSeconds: request?.stopGraceSeconds ?? ctx.options.store.settings().settings.stopGraceSeconds,
  });
  entry.hasMeta = meta !== null;
  const { pid, startTime } = record.pid !== undefined && record.startTime !== undefined ? record : (meta ?? {});
  if (pid !== undefined && startTime !== undefined) entry.identity = { pid, startTime };
  return entry;
}

/** A stop that was under way goes on from its first step; what the earlier supervisor had signalled stays in the receipt. */
async function resumeStop(ctx: Context, entry: RunEntry, requestedAt: string): Promise<void> {
  const { record } = entry;
  const reason = record.reason === "shutdown" ? "shutdown" : "stop_requested";
  entry.stop = newStop(entry, record.stopRequestedBy ?? "", reason, requestedAt);
  const kept = await keptReceipt(ctx, entry.runId);
  if (kept) entry.stop.receipt.signals = kept.signals;
  entry.stop.ladder = stopLadder(ctx, entry, false);
  track(ctx, "stop", entry.runId, entry.stop.ladder);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
