import { z } from "zod";
import { json } from "../http/answers.ts";
import { readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

const Query = z.strictObject({ again: z.enum(["true", "false"]).default("false") });

/** What this machine has of each runner; `?again=true` looks again, else an answer may be a minute old. */
export const runners: Route = {
  GET: async (call) => {
    const items = await call.dashboard.agents.runners(readQuery(call, Query).again === "true");
    return json({ items, total: items.length, limit: items.length, offset: 0 });
  },
};
