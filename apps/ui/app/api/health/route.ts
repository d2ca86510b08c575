import { json } from "../_http/answers.ts";
import { methods } from "../_http/methods.ts";

/** Is everything in order, and what is in force? */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: async ({ dashboard }) => json(await dashboard.health()),
});
