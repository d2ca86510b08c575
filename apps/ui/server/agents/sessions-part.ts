import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { later } from "./not-there-yet.ts";

/** Which conversations are there? */
export function sessionsPart(
  _context: AgentsContext,
): Pick<AgentsService, "sessions" | "session" | "createSession" | "removeSession" | "sessionRuns" | "close"> {
  return {
    sessions: async () => [],
    session: async () => null,
    createSession: later,
    removeSession: later,
    sessionRuns: async () => null,
    close() {},
  };
}
