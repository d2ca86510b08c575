import { outcomeAnswer } from "../../../_http/answers.ts";
import { methods } from "../../../_http/methods.ts";
import { readRun } from "../../../_http/read-request.ts";

/** Asks a run to stop; the receipt says how far that got. */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  POST: async (call) => {
    const { runId } = await readRun(call);
    return outcomeAnswer(await call.dashboard.stopRun(runId, call.caller), {
      status: 202,
      headers: { location: `/api/runs/${runId}/receipt` },
    });
  },
});
