import type { Outcome, WorktreeState } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { basePoint } from "./base-point.ts";
import { diskSize } from "./disk-size.ts";
import { isDirty } from "./is-dirty.ts";
import { findWorktree, openWorktree } from "./open-worktree.ts";
import { readChanges } from "./read-changes.ts";

/**
 * See `AgentsService.worktree`: what the session has that its base branch does not, committed or not (`base` is the last commit
 * that both have). A worktree that is gone is `present: false`.
 */
export async function readWorktree(
  context: Pick<AgentsContext, "store">,
  sessionId: string,
): Promise<Outcome<WorktreeState>> {
  const found = findWorktree(context, sessionId);
  if (!found.ok) return found;
  const { ref } = found.value;
  const place = { path: ref.path, branch: ref.branch, base: ref.base, base_branch: ref.baseBranch ?? null };
  const opened = await openWorktree(context, sessionId);
  if (!opened.ok) {
    if (!opened.problem.type.endsWith(":worktree_missing")) return opened;
    const nothing = { files: [], diff: "", truncated: false, dirty: false, commits: 0, size: 0 };
    return { ok: true, value: { ...place, present: false, ...nothing } };
  }
  const { root, git } = opened.value;
  const base = await basePoint(opened.value);
  const [changes, dirty, commits, size] = await Promise.all([
    readChanges(opened.value, base),
    isDirty(root),
    git(["rev-list", "--count", `${base}..HEAD`]),
    diskSize(root),
  ]);
  if (!changes.ok) return changes;
  const value = { ...place, base, present: true, ...changes.value, dirty, commits: Number(commits.stdout) || 0, size };
  return { ok: true, value };
}
