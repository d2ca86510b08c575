import { json } from "../http/answers.ts";
import type { Route } from "../http/route.ts";

/** The folders that scripts may run in, also those where none can start now, with the reason. */
export const repos: Route = {
  GET: async ({ dashboard }) => {
    const items = await dashboard.runner.repos();
    return json({ items, total: items.length, limit: items.length, offset: 0 });
  },
};
