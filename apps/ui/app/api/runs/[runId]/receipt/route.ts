import { json, refusal } from "../../../_http/answers.ts";
import { methods } from "../../../_http/methods.ts";
import { readRun } from "../../../_http/read-request.ts";

/** What a stop did so far: what was signalled, what died, what survived. */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: async (call) => {
    const { runId } = await readRun(call);
    const receipt = await call.dashboard.supervisor.receipt(runId);
    return receipt
      ? json(call.dashboard.store.redactor().json(receipt))
      : refusal(404, "no_receipt", "Nobody asked this run to stop.");
  },
});
