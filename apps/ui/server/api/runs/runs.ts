import { RunListQuery } from "@codex-toolloop/protocol";
import { json, outcomeAnswer } from "../http/answers.ts";
import { readJson, readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** The list of runs, and how to start one. */
export const runs: Route = {
  GET: async (call) => json(call.dashboard.catalog.query(readQuery(call, RunListQuery.strict(), ["status"]))),
  POST: async (call) => {
    const outcome = await call.dashboard.startRun(await readJson(call), call.caller);
    if (!outcome.ok) return outcomeAnswer(outcome, { status: 201 });
    const location = `/api/runs/${outcome.value.runId}`;
    return outcomeAnswer(outcome, { status: outcome.value.deduplicated ? 200 : 201, headers: { location } });
  },
};
