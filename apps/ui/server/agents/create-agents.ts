import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { createInTurn } from "./in-turn.ts";
import { promptsPart } from "./prompts-part.ts";
import { createShowSessions } from "./session/show-sessions.ts";
import { sessionsPart } from "./sessions-part.ts";
import { workspacesPart } from "./workspaces-part.ts";
import { worktreesPart } from "./worktrees-part.ts";

export type AgentsParts = Omit<AgentsContext, "inTurn" | "show">;

/** The Agent Console's service, from its parts. Each concern has a folder of its own. */
export function createAgents(parts: AgentsParts): AgentsService {
  const context: AgentsContext = {
    ...parts,
    inTurn: createInTurn(),
    show: createShowSessions(parts),
  };
  const sessions = sessionsPart(context);
  const workspaces = workspacesPart(context);
  return {
    ...sessions,
    ...promptsPart(context),
    ...workspaces,
    ...worktreesPart(context),
    close() {
      sessions.close();
      workspaces.close();
    },
  };
}
