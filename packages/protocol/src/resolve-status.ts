import type { ExitFile } from "./exit.ts";
import type { RunMeta } from "./meta.ts";
import type { UiRunRecord } from "./record.ts";
import { isFinal, type Reason, type RunStatus } from "./status.ts";

/** What the process table says of the run's pid: same pid, same start time, no zombie is `alive`. */
export type Liveness = "alive" | "gone" | "unknown";

export interface Resolved {
  status: RunStatus;
  reason?: Reason | undefined;
}

export interface StatusEvidence {
  record?: Pick<UiRunRecord, "status" | "reason" | "stopRequestedAt"> | undefined;
  meta?: Pick<RunMeta, "status" | "reason"> | undefined;
  exit?: Pick<ExitFile, "exitCode" | "signal" | "deadline" | "stopSignal" | "spawnError"> | undefined;
  liveness: Liveness;
}

/**
 * The status to show, from all that is known. Pure. Order of evidence: a final record; then, once the tree is gone
 * (exit.json, or the pid gone), the outcome that the run process wrote; then what the launcher saw; while the tree
 * lives the run is running, whatever was already written; a gone process without an outcome is orphaned. The `reason` of a
 * record that is not final says why its end was asked for: `shutdown`, or `stop_requested`.
 */
export function resolveStatus({ record, meta, exit, liveness }: StatusEvidence): Resolved {
  if (record && isFinal(record.status)) return { status: record.status, reason: record.reason };
  const metaFinal = meta !== undefined && isFinal(meta.status);
  if (exit) {
    // The TERM of the launcher's deadline looks to the run process like somebody's stop; only the launcher knows better.
    const overdue = exit.deadline && !record?.stopRequestedAt;
    if (metaFinal && !(overdue && meta.status === "canceled")) return { status: meta.status, reason: meta.reason };
    if (exit.spawnError) return { status: "failed", reason: "spawn_error" };
    if (exit.deadline) return { status: "timeout", reason: "deadline" };
    if (record?.stopRequestedAt || exit.stopSignal)
      return { status: "canceled", reason: record?.reason === "shutdown" ? "shutdown" : "stop_requested" };
    if (exit.exitCode === 0) return { status: "success", reason: "exit_zero" };
    if (exit.signal) return { status: "failed", reason: "signal" };
    return { status: "failed", reason: "exit_nonzero" };
  }
  if (liveness === "alive") return { status: "running" };
  if (metaFinal) return { status: meta.status, reason: meta.reason };
  if (liveness === "gone") {
    if (!meta && record?.status === "queued") return { status: "queued" };
    return { status: "orphaned", reason: "process_gone" };
  }
  return { status: meta?.status ?? record?.status ?? "queued", reason: meta?.reason ?? record?.reason };
}
