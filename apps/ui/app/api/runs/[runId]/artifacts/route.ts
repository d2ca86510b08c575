import { json } from "../../../_http/answers.ts";
import { methods } from "../../../_http/methods.ts";
import { readRun } from "../../../_http/read-request.ts";

/** The files that a run left behind. */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: async (call) => {
    const { runId } = await readRun(call);
    const { store } = call.dashboard;
    const items = await store.listArtifacts(runId);
    return json(store.redactor().json({ items, total: items.length, limit: items.length, offset: 0 }));
  },
});
