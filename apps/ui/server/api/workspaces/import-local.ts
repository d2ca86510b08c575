import { z } from "zod";
import { json } from "../http/answers.ts";
import { readBody } from "../http/read-request.ts";
import { refuseReadOnly } from "../http/refuse-read-only.ts";
import type { Route } from "../http/route.ts";

const Body = z.strictObject({
  path: z.string().min(1).max(4096).startsWith("/", "must be an absolute path"),
  display_name: z.string().trim().min(1).max(120).optional(),
});

/** Registers a folder of this machine; the same folder twice is one workspace. */
export const importLocal: Route = {
  POST: async (call) => {
    refuseReadOnly(call);
    const { path, display_name } = await readBody(call, Body);
    const { store } = call.dashboard;
    return json(store.redactor().json(await store.workspaces.add(path, display_name)), 201);
  },
};
