import { type AuditEvent, isFinal, type RunStatus } from "@codex-toolloop/protocol";
import { StoreError } from "@codex-toolloop/store";
import { type Context, say } from "../context.ts";
import type { RunEntry } from "../run/entry.ts";

/** What there is to tell of a run. `at` is now and `actor` the supervisor where they are not given. */
export type Told = Pick<AuditEvent, "type" | "from" | "to" | "reason" | "detail"> & {
  at?: string | undefined;
  actor?: string | undefined;
  /** It may be told more than once: a stop that somebody forces after it was asked for. */
  again?: boolean;
};

/** What happens to a run once at most: after a restart it is not told a second time. */
const ONCE: ReadonlySet<AuditEvent["type"]> = new Set([
  "run.created",
  "run.queued",
  "run.started",
  "run.recovered",
  "run.stop_requested",
  "run.finished",
]);

/**
 * Tells what happened to a run: a line in its audit.jsonl and, where its status changed, `run_transition` in the log. Never
 * throws. `from` is absent for a run that is new.
 */
export function tell(ctx: Context, entry: RunEntry, told: Told): void {
  const line = note(ctx, entry, told);
  if (!line) return;
  const { type, from, to, reason, actor, detail } = line;
  if (type === "run.transition_refused") say(ctx, "transition_refused", { ...subject(entry), from, to, actor, detail });
  if (type !== "run.created" && type !== "run.started" && type !== "run.finished") return;
  const durationMs = to && durationIn(entry, from, to);
  say(ctx, "run_transition", { ...subject(entry), from: from ?? "new", to, reason, durationMs, actor });
}

/**
 * The line in audit.jsonl alone. It is written at once and not synced: ui-runs.jsonl is the durable record, the process must
 * not wait for a second one, and `fillAudit` writes after a crash what is missing.
 * @returns the line, or undefined where it has been told before.
 */
export function note(
  ctx: Context,
  entry: Pick<RunEntry, "runId" | "audited">,
  { again = false, ...told }: Told,
): AuditEvent | undefined {
  if (!again && ONCE.has(told.type) && entry.audited.has(told.type)) return undefined;
  const line: AuditEvent = {
    ...told,
    v: 1,
    at: told.at ?? new Date().toISOString(),
    actor: told.actor ?? "supervisor",
    detail: told.detail?.slice(0, 2000),
  };
  entry.audited.add(told.type);
  try {
    ctx.options.store.appendRunAudit(entry.runId, [line]);
  } catch (error) {
    // A run whose directory has been removed has no audit either.
    if (!(error instanceof StoreError && error.code === "not_found"))
      say(ctx, "audit_not_written", { runId: entry.runId, type: told.type, error: String(error) });
  }
  return line;
}

/** Who asked for an end: a user; the supervisor itself where the dashboard was closed, or nobody is known. */
export function actorOf(by: string | undefined, reason: string | undefined): string {
  return reason === "shutdown" ? "supervisor" : by || "supervisor";
}

/** Tells that a live run is watched again; and that it started, where nobody lived to tell it. */
export function tellAdopted(ctx: Context, entry: RunEntry, detail = "Adopted after a restart of the dashboard."): void {
  if (entry.origin === "ours")
    tell(ctx, entry, { type: "run.started", at: entry.record.startedAt, from: "queued", to: "running" });
  tell(ctx, entry, { type: "run.adopted", to: "running", detail });
}

/** A job is a run of kind `script`: the same id, and the script's key instead of a workflow's name. */
function subject({ runId, record }: RunEntry) {
  const { kind, workflow } = record;
  return { runId, kind, ...(kind === "script" ? { script: workflow } : { workflow }) };
}

/** How long the run was in the state that it leaves, in milliseconds; undefined where that is not known. */
function durationIn({ record }: RunEntry, from: RunStatus | undefined, to: RunStatus): number | undefined {
  const { queuedAt, startedAt, finishedAt } = record;
  const since = from === "queued" ? queuedAt : from === "running" ? startedAt : undefined;
  const until = isFinal(to) ? finishedAt : startedAt;
  return since === undefined || until === undefined ? undefined : Math.max(0, Date.parse(until) - Date.parse(since));
}
