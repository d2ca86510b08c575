import { json, refusal } from "../http/answers.ts";
import { PageQuery } from "../http/page-query.ts";
import { readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

/** The sessions of a workspace, newest first. */
export const workspaceSessions: Route = {
  GET: async (call) => {
    const page = readQuery(call, PageQuery);
    const { agents } = call.dashboard;
    const workspace = await agents.workspace(call.params.workspaceId ?? "");
    if (!workspace) return refusal(404, "no_such_workspace", "There is no workspace with this id.");
    const items = await agents.sessions(workspace.id, page);
    return json({ items, total: workspace.session_count, ...page });
  },
};
