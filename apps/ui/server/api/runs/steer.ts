import { outcomeAnswer } from "../http/answers.ts";
import { readJson, readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** Sends a text to the agent that runs. */
export const steer: Route = {
  POST: async (call) => {
    const { runId } = await readRun(call);
    return outcomeAnswer(await call.dashboard.agents.steer(runId, await readJson(call), call.caller), { status: 202 });
  },
};
