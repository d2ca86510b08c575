import { readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";
import { logAnswer } from "./log-answer.ts";

/** What a run has printed. */
export const logs: Route = {
  GET: async (call) => logAnswer(call, await readRun(call)),
};
