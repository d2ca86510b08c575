import { json, refusal } from "../http/answers.ts";
import { readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** What a stop did so far: what was signalled, what died, what survived. */
export const receipt: Route = {
  GET: async (call) => {
    const { runId } = await readRun(call);
    const receipt = await call.dashboard.supervisor.receipt(runId);
    return receipt
      ? json(call.dashboard.store.redactor().json(receipt))
      : refusal(404, "no_receipt", "Nobody asked this run to stop.");
  },
};
