import { type Outcome, refuse } from "@codex-toolloop/protocol";
import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { commitWorktree } from "./worktree/commit-worktree.ts";
import { discardWorktree } from "./worktree/discard-worktree.ts";
import { mergeWorktree } from "./worktree/merge-worktree.ts";
import { readWorktree } from "./worktree/read-worktree.ts";

/** What did a session do in a folder of its own, and what becomes of it? */
export function worktreesPart(
  context: AgentsContext,
): Pick<AgentsService, "worktree" | "commitWorktree" | "mergeWorktree" | "discardWorktree"> {
  const busy = new Set<string>();
  /** One change at a time, and none while the agent works in it. */
  const alone = async <T>(sessionId: string, change: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const live = context.catalog.live().find((run) => run.sessionId === sessionId);
    const no = (detail: string) => refuse(409, "session_busy", "Not now", detail);
    if (live) return no(`Run ${live.runId} works in this worktree: stop it, or wait for its end.`);
    if (busy.has(sessionId)) return no("The worktree is being changed already: wait a moment.");
    busy.add(sessionId);
    try {
      return await change();
    } finally {
      busy.delete(sessionId);
    }
  };
  return {
    worktree: (id) => readWorktree(context, id),
    commitWorktree: (id, body) => alone(id, () => commitWorktree(context, id, body)),
    mergeWorktree: (id) => alone(id, () => mergeWorktree(context, id)),
    discardWorktree: (id) => alone(id, () => discardWorktree(context, id)),
  };
}
