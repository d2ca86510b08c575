import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { promptsPart } from "./prompts-part.ts";
import { sessionsPart } from "./sessions-part.ts";
import { workspacesPart } from "./workspaces-part.ts";
import { worktreesPart } from "./worktrees-part.ts";

/** The Agent Console's service, from its parts. Each concern has a folder of its own. */
export function createAgents(context: AgentsContext): AgentsService {
  return {
    ...sessionsPart(context),
    ...promptsPart(context),
    ...workspacesPart(context),
    ...worktreesPart(context),
  };
}
