import type { RunnerInfo } from "@codex-toolloop/protocol";
import { inputFields, offeredRunners } from "@codex-toolloop/workflows";
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
    const withAgents = entries.some(({ definition }) => offeredRunners(definition).length > 0);
    const infos = withAgents ? await call.dashboard.agents.runners() : [];
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
      ...runnersOf(offeredRunners(definition), infos),
    }));
    const found = { items, total: items.length, limit: items.length, offset: 0, problems };
    return json(call.dashboard.store.redactor().json(found));
  },
};

/** Of a workflow with agents: what this machine has of those that it may be given. */
function runnersOf(offered: readonly string[], infos: readonly RunnerInfo[]) {
  if (offered.length === 0) return {};
  const found = infos.filter((info) => offered.includes(info.runner));
  const runners = found.map(({ runner, label, available, version, problem, install }) => ({
    ...{ runner, label, available },
    ...(available ? { version } : { problem, install }),
  }));
  return { runners };
}
