import { json } from "../http/answers.ts";
import type { Route } from "../http/route.ts";

/** The git folders below the allowed roots. */
export const scan: Route = {
  GET: async ({ dashboard }) => json(dashboard.store.redactor().json(await dashboard.agents.scan())),
};
