import { readOptionalJson, readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";
import { startedAnswer } from "./started-answer.ts";

/** Goes on with a run that has ended, or runs a step and all that need it again: as a new run. */
export const resume: Route = {
  POST: async (call) => {
    const { runId } = await readRun(call);
    return startedAnswer(await call.dashboard.resumeRun(runId, await readOptionalJson(call), call.caller));
  },
};
