import { json } from "../http/answers.ts";
import { readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** The files that a run left behind. */
export const artifacts: Route = {
  GET: async (call) => {
    const { runId } = await readRun(call);
    const { store } = call.dashboard;
    const items = await store.listArtifacts(runId);
    return json(store.redactor().json({ items, total: items.length, limit: items.length, offset: 0 }));
  },
};
