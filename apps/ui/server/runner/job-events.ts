import { type AuditEvent, isFinal, type RunSummary } from "@codex-toolloop/protocol";
import type { Supervisor } from "@codex-toolloop/supervisor";

/** What the run's own record says of its life, as events. */
export async function jobEvents({ supervisor }: { supervisor: Supervisor }, run: RunSummary): Promise<AuditEvent[]> {
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
