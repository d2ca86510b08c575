import { z } from "zod";
import { json, refusal } from "../http/answers.ts";
import { readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

const Query = z.strictObject({
  q: z.string().max(200).default(""),
  limit: z.coerce.number().int().min(1).max(200).default(20),
  session: z.string().max(100).optional(),
});

/** Files of a workspace, or of a session's worktree, for `@path`; best first. */
export const files: Route = {
  GET: async (call) => {
    const { q, limit, session } = readQuery(call, Query);
    const { agents, store } = call.dashboard;
    const workspace = await agents.workspace(call.params.workspaceId ?? "");
    if (!workspace) return refusal(404, "no_such_workspace", "There is no workspace with this id.");
    const items = store.redactor().json(await agents.files(workspace.id, { q, limit, sessionId: session }));
    return json({ items, total: items.length, limit, offset: 0 });
  },
};
