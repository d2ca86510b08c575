import { type Outcome, refuse } from "@codex-toolloop/protocol";
import type { AgentsService } from "../../lib/contract.ts";
import { readOnlyProblem } from "../read-only.ts";
import { attempt } from "./attempt.ts";
import type { AgentsContext } from "./context.ts";
import { commitWorktree } from "./worktree/commit-worktree.ts";
import { discardWorktree } from "./worktree/discard-worktree.ts";
import { mergeWorktree } from "./worktree/merge-worktree.ts";
import { readWorktree } from "./worktree/read-worktree.ts";

/** What did a session do in a folder of its own, and what becomes of it? */
export function worktreesPart(
  context: AgentsContext,
): Pick<AgentsService, "worktree" | "commitWorktree" | "mergeWorktree" | "discardWorktree"> {
  /** One change at a time, never in the middle of a prompt's start, and none while the agent works in it. */
  const alone = <T>(sessionId: string, change: () => Promise<Outcome<T>>): Promise<Outcome<T>> =>
    attempt(context.store, async () => {
      const refused = readOnlyProblem(context.supervisor);
      if (refused) return { ok: false, problem: refused };
      return await context.inTurn(sessionId, async () => {
        const [live] = context.catalog.ofSession(sessionId).liveRunIds;
        if (live === undefined) return await change();
        const detail = `Run ${live} works in this worktree: stop it, or wait for its end.`;
        return refuse(409, "session_busy", "Not now", detail);
      });
    });
  return {
    worktree: (id) => readWorktree(context, id),
    commitWorktree: (id, body) => alone(id, () => commitWorktree(context, id, body)),
    mergeWorktree: (id) => alone(id, () => mergeWorktree(context, id)),
    discardWorktree: (id) => alone(id, () => discardWorktree(context, id)),
  };
}
