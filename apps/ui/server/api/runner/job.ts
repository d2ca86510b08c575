import { json } from "../http/answers.ts";
import type { Route } from "../http/route.ts";
import { noSuchJob } from "./read-job.ts";

/** One job: its arguments, its command, what is ahead of it, and what happened to it. */
export const job: Route = {
  GET: async ({ dashboard, params }) => {
    const found = await dashboard.runner.job(params.jobId ?? "");
    return found ? json(found) : noSuchJob();
  },
};
