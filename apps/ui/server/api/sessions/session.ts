import { z } from "zod";
import { json, outcomeAnswer, refusal } from "../http/answers.ts";
import { readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

const Query = z.strictObject({ discard: z.enum(["true", "false"]).default("false") });

export const noSuchSession = () => refusal(404, "no_such_session", "There is no session with this id.");

/** One session; and its end, with its runs and its worktree (`?discard=true` also where that holds work). */
export const session: Route = {
  GET: async ({ dashboard, params }) => {
    const found = await dashboard.agents.session(params.sessionId ?? "");
    return found ? json(found) : noSuchSession();
  },
  DELETE: async (call) => {
    const discard = readQuery(call, Query).discard === "true";
    const { agents } = call.dashboard;
    return outcomeAnswer(await agents.removeSession(call.params.sessionId ?? "", { discard }, call.caller), {
      status: 200,
    });
  },
};
