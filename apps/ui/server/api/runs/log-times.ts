import { z } from "zod";
import { json } from "../http/answers.ts";
import { readQuery, readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

const offset = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const Query = z.strictObject({ from: offset.default(0), to: offset.default(Number.MAX_SAFE_INTEGER) });

/** When a part of a run's log was printed. */
export const logTimes: Route = {
  GET: async (call) => {
    const { runId } = await readRun(call);
    return json({ times: await call.dashboard.store.readLogTimes(runId, readQuery(call, Query)) });
  },
};
