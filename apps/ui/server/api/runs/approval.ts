import { outcomeAnswer } from "../http/answers.ts";
import { readJson, readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** Answers what a run waits for; the run hears of it at once. */
export const approval: Route = {
  POST: async (call) => {
    const { runId } = await readRun(call);
    const { agents } = call.dashboard;
    const body = await readJson(call);
    return outcomeAnswer(await agents.decide(runId, call.params.approvalId ?? "", body, call.caller), { status: 202 });
  },
};
