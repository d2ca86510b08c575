import type { AgentsService } from "../../lib/contract.ts";
import { auditedStart } from "../audited-start.ts";
import type { AgentsContext } from "./context.ts";
import { later } from "./not-there-yet.ts";
import { importLocal } from "./workspace/import-local.ts";
import { toWorkspace } from "./workspace/to-workspace.ts";

/** Which folders may agents work in, and what is in them? */
export function workspacesPart(
  context: AgentsContext,
): Pick<
  AgentsService,
  "workspaces" | "workspace" | "importLocal" | "importGit" | "scan" | "removal" | "removeWorkspace" | "files"
> {
  const { workspaces } = context.store;
  return {
    workspaces: async () => {
      const records = await workspaces.list();
      return await Promise.all(records.map((record) => toWorkspace(context, record)));
    },
    workspace: async (id) => {
      const record = await workspaces.get(id);
      return record && (await toWorkspace(context, record));
    },
    importLocal: (body, caller) => auditedStart(context, "import a folder", caller, () => importLocal(context, body)),
    importGit: later,
    scan: async () => ({ roots: [], folders: [], truncated: false }),
    removal: later,
    removeWorkspace: later,
    files: async () => [],
  };
}
