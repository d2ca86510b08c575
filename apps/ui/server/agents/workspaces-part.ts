import type { Outcome } from "@codex-toolloop/protocol";
import type { AgentsService, Caller } from "../../lib/contract.ts";
import { auditedStart } from "../audited-start.ts";
import { readOnlyProblem } from "../read-only.ts";
import { keepClones } from "./clone/clone-keeper.ts";
import { importGit } from "./clone/import-git.ts";
import type { AgentsContext } from "./context.ts";
import { importLocal } from "./workspace/import-local.ts";
import { removal, removeWorkspace } from "./workspace/remove-workspace.ts";
import { scanRoots } from "./workspace/scan-roots.ts";
import { toWorkspace } from "./workspace/to-workspace.ts";
import { workspaceFiles } from "./workspace/workspace-files.ts";

/** Which folders may agents work in, and what is in them? */
export function workspacesPart(
  context: AgentsContext,
): Pick<
  AgentsService,
  "workspaces" | "workspace" | "importLocal" | "importGit" | "scan" | "removal" | "removeWorkspace" | "files" | "close"
> {
  const { workspaces } = context.store;
  const clones = keepClones(context);
  const audited = <T>(what: string, caller: Caller, work: () => Promise<Outcome<T>>) =>
    auditedStart(context, what, caller, async () => {
      const refused = readOnlyProblem(context.supervisor);
      return refused ? { ok: false, problem: refused } : await work();
    });
  return {
    workspaces: async () => {
      const records = await workspaces.list();
      return await Promise.all(records.map((record) => toWorkspace(context, record)));
    },
    workspace: async (id) => {
      const record = await workspaces.get(id);
      return record && (await toWorkspace(context, record));
    },
    importLocal: (body, caller) => audited("import a folder", caller, () => importLocal(context, body)),
    importGit: (body, caller) => audited("import from git", caller, () => importGit(context, clones, body, caller)),
    scan: () => scanRoots(context),
    removal: (id) => removal(context, id),
    removeWorkspace: (id, options, caller) => removeWorkspace(context, id, options, caller),
    files: workspaceFiles(context),
    close: () => clones.close(),
  };
}
