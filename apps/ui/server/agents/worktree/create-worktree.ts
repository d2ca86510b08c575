import type { Outcome, WorkspaceRecord, WorktreeRef } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { later } from "../not-there-yet.ts";

/** Gives a new session a git worktree and branch of its own, below the store. 409 where the workspace has no commit. */
export function createWorktree(
  _context: AgentsContext,
  _workspace: WorkspaceRecord,
  _sessionId: string,
): Promise<Outcome<WorktreeRef>> {
  return later();
}
