import { json } from "../http/answers.ts";
import type { Route } from "../http/route.ts";
import { shownWorkspaces } from "./shown.ts";

/** The registered workspaces. */
export const workspaces: Route = {
  GET: async ({ dashboard }) => {
    const items = await shownWorkspaces(dashboard);
    return json({ items, total: items.length, limit: items.length, offset: 0 });
  },
};
