import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { later } from "./not-there-yet.ts";

/** Which folders may agents work in, and what is in them? */
export function workspacesPart(
  _context: AgentsContext,
): Pick<
  AgentsService,
  "workspaces" | "workspace" | "importLocal" | "importGit" | "scan" | "removal" | "removeWorkspace" | "files"
> {
  return {
    workspaces: async () => [],
    workspace: async () => null,
    importLocal: later,
    importGit: later,
    scan: async () => ({ roots: [], folders: [], truncated: false }),
    removal: later,
    removeWorkspace: later,
    files: async () => [],
  };
}
