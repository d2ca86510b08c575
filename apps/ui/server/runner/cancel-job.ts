import { type CancelAnswer, isFinal, type Outcome, refuse } from "@codex-toolloop/protocol";
import type { RunCatalog, Store } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";
import type { Caller } from "../../lib/contract.ts";
import { stopRun } from "../stop-run.ts";

/** See `RunnerService.cancel`. */
export async function cancelJob(
  context: { store: Store; catalog: RunCatalog; supervisor: Pick<Supervisor, "stop"> },
  jobId: string,
  caller: Caller,
): Promise<Outcome<CancelAnswer>> {
  if (context.catalog.get(jobId)?.kind !== "script")
    return refuse(404, "no_such_job", "There is no such job", "There is no job with this id.");
  const stopped = await stopRun(context, jobId, caller);
  if (!stopped.ok) return stopped;
  const { status, requestedAt } = stopped.value;
  // It ended by itself before the request reached it.
  if (isFinal(status) && status !== "canceled")
    return refuse(409, "run_already_final", "The job is already over", `Job ${jobId} is ${status}.`);
  return { ok: true, value: { job_id: jobId, status, stop_requested_at: requestedAt } };
}
