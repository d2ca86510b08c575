import { RunListQuery } from "@codex-toolloop/protocol";
import { json, outcomeAnswer } from "../_http/answers.ts";
import { methods } from "../_http/methods.ts";
import { readJson, readQuery } from "../_http/read-request.ts";

/** The list of runs, and how to start one. */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: async (call) => json(call.dashboard.catalog.query(readQuery(call, RunListQuery.strict(), ["status"]))),
  POST: async (call) => {
    const outcome = await call.dashboard.startRun(await readJson(call), call.caller);
    if (!outcome.ok) return outcomeAnswer(outcome, { status: 201 });
    const location = `/api/runs/${outcome.value.runId}`;
    return outcomeAnswer(outcome, { status: outcome.value.deduplicated ? 200 : 201, headers: { location } });
  },
});
