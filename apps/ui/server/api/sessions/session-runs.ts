import { json } from "../http/answers.ts";
import { PageQuery } from "../http/page-query.ts";
import { readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";
import { noSuchSession } from "./session.ts";

/** The prompts of a session, oldest first. */
export const sessionRuns: Route = {
  GET: async (call) => {
    const page = readQuery(call, PageQuery);
    const found = await call.dashboard.agents.sessionRuns(call.params.sessionId ?? "", page);
    return found ? json(found) : noSuchSession();
  },
};
