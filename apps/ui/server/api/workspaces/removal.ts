import { outcomeAnswer } from "../http/answers.ts";
import type { Route } from "../http/route.ts";

/** What removing the workspace would lose. */
export const removal: Route = {
  GET: async ({ dashboard, params }) => {
    const outcome = await dashboard.agents.removal(params.workspaceId ?? "");
    return outcomeAnswer(dashboard.store.redactor().json(outcome), { status: 200 });
  },
};
