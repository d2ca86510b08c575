import { RunListQuery } from "@codex-toolloop/protocol";
import { json } from "../http/answers.ts";
import { readJson, readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";
import { startedAnswer } from "./started-answer.ts";

/** The list of runs, and how to start one. */
export const runs: Route = {
  GET: async (call) => json(call.dashboard.catalog.query(readQuery(call, RunListQuery.strict(), ["status"]))),
  POST: async (call) => startedAnswer(await call.dashboard.startRun(await readJson(call), call.caller)),
};
