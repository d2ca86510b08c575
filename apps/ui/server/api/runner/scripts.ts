import { z } from "zod";
import { json } from "../http/answers.ts";
import { readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

const Query = z.strictObject({ repo_id: z.string().max(200).optional() });

/** The scripts that may be asked for, with their arguments; with `repo_id` also those of this repo, where it is trusted. */
export const scripts: Route = {
  GET: async (call) => {
    const items = await call.dashboard.runner.scripts(readQuery(call, Query).repo_id);
    return json({ items, total: items.length, limit: items.length, offset: 0 });
  },
};
