import type { Route } from "../http/route.ts";
import { logAnswer } from "../runs/log-answer.ts";
import { readJobRun } from "./read-job.ts";

/** What a job has printed, a slice at a time. */
export const logs: Route = {
  GET: async (call) => logAnswer(call, await readJobRun(call)),
};
