import { json } from "../http/answers.ts";
import type { Route } from "../http/route.ts";

/** The registered workspaces. */
export const workspaces: Route = {
  GET: async ({ dashboard }) => {
    const items = await dashboard.store.workspaces.list();
    return json(dashboard.store.redactor().json({ items, total: items.length, limit: items.length, offset: 0 }));
  },
};
