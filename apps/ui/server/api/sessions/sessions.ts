import { outcomeAnswer } from "../http/answers.ts";
import { readJson } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** How to begin a session. */
export const sessions: Route = {
  POST: async (call) => {
    const outcome = await call.dashboard.agents.createSession(await readJson(call), call.caller);
    const headers = outcome.ok ? { location: `/api/sessions/${outcome.value.id}` } : {};
    return outcomeAnswer(outcome, { status: 201, headers });
  },
};
