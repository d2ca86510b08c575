import type { OpenWorktree } from "./open-worktree.ts";

/**
 * The commit that the session's work counts from: the last one that its base branch has as well, so that what was merged is
 * no work any more. Where that branch is gone, or there was none, the commit that the worktree began at.
 */
export async function basePoint({ git, ref }: Pick<OpenWorktree, "git" | "ref">): Promise<string> {
  if (ref.baseBranch === undefined) return ref.base;
  const found = await git(["merge-base", "HEAD", `refs/heads/${ref.baseBranch}`]);
  return found.ok ? found.stdout.trim() : ref.base;
}
