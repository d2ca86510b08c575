import { SessionId } from "@codex-toolloop/protocol";
import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { createSession } from "./session/create-session.ts";
import { followRuns } from "./session/follow-runs.ts";
import { removeSession } from "./session/remove-session.ts";
import { sessionRuns } from "./session/session-runs.ts";

/** Which conversations are there? */
export function sessionsPart(
  context: AgentsContext,
): Pick<AgentsService, "sessions" | "session" | "createSession" | "removeSession" | "sessionRuns" | "close"> {
  const { store, catalog, show } = context;
  const find = (id: string) => (SessionId.safeParse(id).success ? store.sessions.get(id) : null);
  return {
    async sessions(workspaceId, page) {
      const records = store.sessions.list(workspaceId);
      const from = page?.offset ?? 0;
      return show(records.slice(from, page && from + page.limit));
    },
    async session(id) {
      const record = find(id);
      return (record && show([record])[0]) ?? null;
    },
    createSession: (body, caller) => createSession(context, body, caller),
    removeSession: (id, options, caller) => removeSession(context, id, options, caller),
    sessionRuns: async (id, page) => (find(id) ? sessionRuns(catalog, id, page) : null),
    close: followRuns(context),
  };
}
