import { json } from "../_http/answers.ts";
import { methods } from "../_http/methods.ts";

/** The registered workspaces. */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: async ({ dashboard }) => {
    const items = await dashboard.store.workspaces.list();
    return json(dashboard.store.redactor().json({ items, total: items.length, limit: items.length, offset: 0 }));
  },
});
