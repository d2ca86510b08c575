import { outcomeAnswer } from "../http/answers.ts";
import { readJson } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** Clones a repository as a run; the workspace appears when it succeeds. */
export const importGit: Route = {
  POST: async (call) => {
    const outcome = await call.dashboard.agents.importGit(await readJson(call), call.caller);
    const location = outcome.ok ? { headers: { location: `/api/runs/${outcome.value.run_id}` } } : {};
    return outcomeAnswer(outcome, { status: 201, ...location });
  },
};
