import { json, outcomeAnswer } from "../http/answers.ts";
import { readJson } from "../http/read-request.ts";
import { refuseReadOnly } from "../http/refuse-read-only.ts";
import type { Route } from "../http/route.ts";
import { shownWorkspace } from "./shown.ts";

/** Registers a folder of this machine; the same folder twice is one workspace. */
export const importLocal: Route = {
  POST: async (call) => {
    refuseReadOnly(call);
    const outcome = await call.dashboard.agents.importLocal(await readJson(call), call.caller);
    if (!outcome.ok) return outcomeAnswer(outcome, { status: 201 });
    return json(await shownWorkspace(call.dashboard, outcome.value.id), 201);
  },
};
