import type { Outcome, WorkspaceRecord, WorktreeRef } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { later } from "../not-there-yet.ts";

/** Removes a session's worktree and branch. 409 `worktree_dirty` where it holds work and `discard` is not true. */
export function removeWorktree(
  _context: AgentsContext,
  _worktree: WorktreeRef,
  _options: { workspace: WorkspaceRecord | null; discard: boolean },
): Promise<Outcome<{ removed: true }>> {
  return later();
}
