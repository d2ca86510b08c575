import { type AuditEvent, isFinal, type UiRunRecord } from "@codex-toolloop/protocol";
import { type Context, say } from "../context.ts";
import { notBefore } from "../run/times.ts";
import { actorOf, note } from "./tell.ts";

/**
 * Writes into a run's audit.jsonl what its record says and the file does not: an earlier supervisor died between the record
 * and the line. What is there already is not written again.
 * @returns what has been told of the run, for `RunEntry.audited`.
 */
export async function fillAudit(ctx: Context, record: UiRunRecord): Promise<Set<AuditEvent["type"]>> {
  const { runId, status, reason, detail } = record;
  const told = await ctx.options.store.readRunAudit(runId).catch((error: unknown) => {
    say(ctx, "unreadable", { runId, error: String(error) });
    return null;
  });
  // What cannot be read now is not written twice.
  if (!told) return new Set(["run.created", "run.queued", "run.started", "run.stop_requested", "run.finished"]);
  const entry = { runId, audited: new Set(told.map((event) => event.type)) };
  const { queuedAt = record.at, startedAt, finishedAt, requestedBy, stopRequestedAt, stopRequestedBy } = record;
  const actor = actorOf(requestedBy, undefined);
  const ran = record.pid !== undefined;

  if (requestedBy !== undefined) note(ctx, entry, { type: "run.created", at: queuedAt, actor, to: "queued" });
  // A run that found a slot at once was claimed with its first line.
  if (requestedBy !== undefined && startedAt !== queuedAt)
    note(ctx, entry, { type: "run.queued", at: queuedAt, actor });
  if (ran && startedAt !== undefined)
    note(ctx, entry, { type: "run.started", at: startedAt, from: "queued", to: "running" });
  if (stopRequestedAt !== undefined)
    note(ctx, entry, {
      type: "run.stop_requested",
      at: stopRequestedAt,
      actor: actorOf(stopRequestedBy, reason),
      from: ran ? "running" : "queued",
    });
  if (isFinal(status))
    note(ctx, entry, {
      type: "run.finished",
      at: notBefore(told.at(-1)?.at, finishedAt ?? record.at),
      actor: status === "canceled" ? actorOf(stopRequestedBy, reason) : "supervisor",
      from: ran ? "running" : "queued",
      to: status,
      ...(reason === undefined ? {} : { reason }),
      ...(detail === undefined ? {} : { detail }),
    });
  return entry.audited;
}

/** How far back final runs are looked at: a line is missing only of what was recorded just before the crash. */
const LAST_MS = 60_000;
/** So many of them at most, the newest: each is a file to read. */
const LAST_RUNS = 200;

/**
 * `fillAudit` for the runs that ended just before the last record: whether that was a crash is not known. A run that no
 * list knows has been removed. Nobody waits for it but the shutdown.
 */
export async function fillLastAudits(ctx: Context, records: Iterable<UiRunRecord>): Promise<void> {
  const newestFirst = [...records]
    .filter((record) => isFinal(record.status))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const since = Date.parse(newestFirst[0]?.at ?? "") - LAST_MS;
  for (const record of newestFirst.slice(0, LAST_RUNS))
    if (Date.parse(record.at) >= since && ctx.catalog?.get(record.runId)) await fillAudit(ctx, record);
}
