import { json } from "../http/answers.ts";
import { readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** What a run's steps left, which were planned, and what of it can be gone on with. */
export const steps: Route = {
  GET: async (call) => {
    const { runId } = await readRun(call);
    const { store, resumable } = call.dashboard;
    const [{ planned, outputs }, resumes] = await Promise.all([store.readSteps(runId), resumable(runId)]);
    return json({
      items: outputs,
      total: outputs.length,
      limit: outputs.length,
      offset: 0,
      planned,
      resumable: resumes,
    });
  },
};
