import { type AuditEvent, isFinal, type RunSummary } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";

/** What happened to a job, oldest first: the supervisor's audit; for one that no supervisor has seen, what it says itself. */
export async function jobEvents(
  { store, supervisor }: { store: Store; supervisor: Supervisor },
  run: RunSummary,
): Promise<AuditEvent[]> {
  const audit = await store.readRunAudit(run.runId);
  return audit.length > 0 ? audit : await toldByRun(supervisor, run);
}

async function toldByRun(supervisor: Supervisor, run: RunSummary): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [{ v: 1, at: run.createdAt, type: "run.created", actor: run.requestedBy }];
  const nobody = "supervisor";
  if (run.startedAt !== undefined)
    events.push({ v: 1, at: run.startedAt, type: "run.started", actor: nobody, from: "queued", to: "running" });
  const receipt = run.stopRequestedAt === undefined ? null : await supervisor.receipt(run.runId);
  if (receipt) events.push({ v: 1, at: receipt.requestedAt, type: "run.stop_requested", actor: receipt.requestedBy });
  if (run.finishedAt !== undefined && isFinal(run.status))
    events.push({
      v: 1,
      at: run.finishedAt,
      type: "run.finished",
      actor: nobody,
      from: run.startedAt === undefined ? "queued" : "running",
      to: run.status,
      reason: run.reason,
      detail: run.detail,
    });
  return events;
}
