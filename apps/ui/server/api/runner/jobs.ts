import { JobListQuery } from "@codex-toolloop/protocol";
import { json, outcomeAnswer } from "../http/answers.ts";
import { readJson, readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** The jobs, newest first, and how to ask for one. */
export const jobs: Route = {
  GET: async (call) => json(call.dashboard.runner.jobs(readQuery(call, JobListQuery.strict(), ["status"]))),
  POST: async (call) => {
    const key = call.request.headers.get("idempotency-key") ?? undefined;
    const outcome = await call.dashboard.runner.createJob(await readJson(call), key, call.caller);
    if (!outcome.ok) return outcomeAnswer(outcome, { status: 201 });
    const { job_id, deduplicated } = outcome.value;
    const location = `/api/runner/jobs/${job_id}`;
    return outcomeAnswer(outcome, { status: deduplicated ? 200 : 201, headers: { location } });
  },
};
