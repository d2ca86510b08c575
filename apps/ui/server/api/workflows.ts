import { inputFields } from "@codex-toolloop/workflows";
import { z } from "zod";
import { json } from "./http/answers.ts";
import { readQuery } from "./http/read-request.ts";
import type { Route } from "./http/route.ts";

const Query = z.strictObject({ workspaceId: z.string().max(64).optional() });

/** What may run: built in, the store's, and those of the given workspace where it is trusted. */
export const workflows: Route = {
  GET: async (call) => {
    const { workspaceId } = readQuery(call, Query);
    const { entries, problems } = await call.dashboard.workflows(workspaceId);
    const items = entries.map(({ definition, source, allowed, problems }) => ({
      name: definition.name,
      title: definition.title ?? definition.name,
      description: definition.description ?? "",
      kind: definition.kind,
      workspace: definition.workspace,
      spec: definition.spec,
      timeoutSeconds: definition.timeoutSeconds ?? null,
      source,
      allowed,
      problems,
      inputs: inputFields(definition),
    }));
    const found = { items, total: items.length, limit: items.length, offset: 0, problems };
    return json(call.dashboard.store.redactor().json(found));
  },
};
