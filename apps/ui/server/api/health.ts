import { json } from "./http/answers.ts";
import type { Route } from "./http/route.ts";

/** Is everything in order, and what is in force? */
export const health: Route = {
  GET: async ({ dashboard }) => json(await dashboard.health()),
};
