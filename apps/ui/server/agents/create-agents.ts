import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { createInTurn } from "./in-turn.ts";
import { promptsPart } from "./prompts-part.ts";
import { createRunnerList } from "./runners/runner-list.ts";
import { createShowSessions } from "./session/show-sessions.ts";
import { sessionsPart } from "./sessions-part.ts";
import { workspacesPart } from "./workspaces-part.ts";
import { worktreesPart } from "./worktrees-part.ts";

export interface AgentsParts extends Omit<AgentsContext, "runners" | "inTurn" | "show"> {
  /** The bundled CLI's `main.mjs`: what this machine has of each runner it alone knows. */
  cliProgram: string;
  /** The repository's root. */
  root: string;
  /** Environment of this process, for the CLI that looks for the vendors' programs. */
  env: NodeJS.ProcessEnv;
}

/** The Agent Console's service, from its parts. Each concern has a folder of its own. */
export function createAgents({ cliProgram, root, env, ...parts }: AgentsParts): AgentsService {
  const context: AgentsContext = {
    ...parts,
    runners: createRunnerList(parts.store, { cliProgram, root, env }),
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
