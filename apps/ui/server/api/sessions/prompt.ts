import { outcomeAnswer } from "../http/answers.ts";
import { readJson } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** Asks the session's agent; the answer is a run. */
export const prompt: Route = {
  POST: async (call) => {
    const { agents } = call.dashboard;
    const outcome = await agents.prompt(call.params.sessionId ?? "", await readJson(call), call.caller);
    if (!outcome.ok) return outcomeAnswer(outcome, { status: 201 });
    const { run_id, deduplicated } = outcome.value;
    return outcomeAnswer(outcome, { status: deduplicated ? 200 : 201, headers: { location: `/api/runs/${run_id}` } });
  },
};
