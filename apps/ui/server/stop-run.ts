import { fieldErrors, type Outcome, RunId, refuse, type StopReceipt, StopRequest } from "@codex-toolloop/protocol";
import { type Store, StoreError } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";
import type { Caller } from "../lib/contract.ts";
import { storeProblem } from "./store-problem.ts";

/**
 * Asks a run to stop; the receipt is as far as it got. 400 for a body that is no `StopRequest`, 404 unknown, 409 already
 * final, 503 read-only.
 */
export async function stopRun(
  context: { store: Store; supervisor: Pick<Supervisor, "stop"> },
  runId: string,
  caller: Caller,
  body: unknown = {},
): Promise<Outcome<StopReceipt>> {
  if (!RunId.safeParse(runId).success) return refuse(404, "no_such_run", "There is no such run", "This is no run id.");
  const asked = StopRequest.safeParse(body);
  if (!asked.success) {
    const errors = fieldErrors(asked.error);
    const detail = errors.map((e) => (e.path ? `${e.path}: ${e.message}` : e.message)).join("; ");
    return refuse(400, "invalid", "Not valid", detail, errors);
  }
  try {
    return await context.supervisor.stop(runId, caller.user, asked.data);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { ok: false, problem: storeProblem(error) };
  }
}
