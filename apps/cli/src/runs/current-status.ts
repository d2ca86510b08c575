import { liveness } from "@codex-toolloop/process";
import { isFinal, type Resolved, type RunMeta, resolveStatus } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

/** The status of a run as the evidence on disk and the process table say it now. */
export async function currentStatus(store: Store, meta: RunMeta): Promise<Resolved> {
  if (isFinal(meta.status) && meta.pid === undefined) return { status: meta.status, reason: meta.reason };
  const exit = (await store.readExit(meta.runId)) ?? undefined;
  return resolveStatus({ meta, exit, liveness: livenessOf(meta) });
}

/** Whether the launcher of a run still runs. */
export function livenessOf(meta: Pick<RunMeta, "pid" | "startTime">): "alive" | "gone" | "unknown" {
  if (meta.pid === undefined || meta.startTime === undefined) return "unknown";
  return liveness({ pid: meta.pid, startTime: meta.startTime });
}
