import { json } from "../http/answers.ts";
import { readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** One run as it stands now. */
export const run: Route = {
  GET: async (call) => json(await readRun(call)),
};
