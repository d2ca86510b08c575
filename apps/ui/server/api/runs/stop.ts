import { outcomeAnswer } from "../http/answers.ts";
import { readOptionalJson, readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** Asks a run to stop, or with `{ force: true }` to be killed now; the receipt says how far that got. */
export const stop: Route = {
  POST: async (call) => {
    const { runId } = await readRun(call);
    return outcomeAnswer(await call.dashboard.stopRun(runId, call.caller, await readOptionalJson(call)), {
      status: 202,
      headers: { location: `/api/runs/${runId}/receipt` },
    });
  },
};
