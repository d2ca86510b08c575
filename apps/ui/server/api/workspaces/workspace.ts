import { WorkspaceRecord } from "@codex-toolloop/protocol";
import { z } from "zod";
import { json, outcomeAnswer, refusal } from "../http/answers.ts";
import { readBody, readQuery } from "../http/read-request.ts";
import { refuseReadOnly } from "../http/refuse-read-only.ts";
import type { Call, Route } from "../http/route.ts";
import { shownWorkspace } from "./shown.ts";

const Body = z
  .strictObject({ trusted: z.boolean().optional(), disabled: z.boolean().optional() })
  .refine((body) => Object.keys(body).length > 0, "name what to change: trusted, disabled");
const Query = z.strictObject({ delete_clone: z.enum(["true", "false"]).default("false") });

async function find({ params, dashboard }: Call): Promise<WorkspaceRecord | null> {
  const id = WorkspaceRecord.shape.id.safeParse(params.workspaceId);
  return id.success ? await dashboard.store.workspaces.get(id.data) : null;
}
const shown = async ({ dashboard }: Call, { id }: WorkspaceRecord) => {
  const workspace = await shownWorkspace(dashboard, id);
  return workspace ? json(workspace) : missing();
};
const missing = () => refusal(404, "no_such_workspace", "There is no workspace with this id.");

/** One workspace: show it, say whether its own workflows may run and whether anything may start in it, remove it with its sessions and their runs (the folder stays, but for a clone of ours with `?delete_clone=true`). */
export const workspace: Route = {
  GET: async (call) => {
    const found = await find(call);
    return found ? shown(call, found) : missing();
  },
  PATCH: async (call) => {
    refuseReadOnly(call);
    const found = await find(call);
    if (!found) return missing();
    const { trusted, disabled } = await readBody(call, Body);
    const { workspaces } = call.dashboard.store;
    if (trusted !== undefined) await workspaces.setTrusted(found.id, trusted);
    if (disabled !== undefined) await workspaces.setDisabled(found.id, disabled);
    call.dashboard.hub.tell({ type: "workspaces.changed" });
    return shown(call, found);
  },
  DELETE: async (call) => {
    const deleteClone = readQuery(call, Query).delete_clone === "true";
    const { agents, store } = call.dashboard;
    const outcome = await agents.removeWorkspace(call.params.workspaceId ?? "", { deleteClone }, call.caller);
    return outcomeAnswer(store.redactor().json(outcome), { status: 200 });
  },
};
