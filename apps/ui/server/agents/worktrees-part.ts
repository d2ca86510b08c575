import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { later } from "./not-there-yet.ts";

/** What did a session do in a folder of its own, and what becomes of it? */
export function worktreesPart(
  _context: AgentsContext,
): Pick<AgentsService, "worktree" | "commitWorktree" | "mergeWorktree" | "discardWorktree"> {
  return { worktree: later, commitWorktree: later, mergeWorktree: later, discardWorktree: later };
}
