import { rm } from "node:fs/promises";
import { type Outcome, refuse, type WorkspaceRecord, type WorktreeRef } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { runGit } from "../git/run-git.ts";
import { holdsWork } from "./holds-work.ts";
import { worktreeRoot } from "./worktree-place.ts";

/** Deleting a large checkout takes its time. */
const REMOVE_MS = 60_000;

/**
 * Removes a session's worktree. Its branch goes with it, except where it holds commits that the base branch does not: those
 * stay in the user's repository under their name. 409 `worktree_dirty` where work would be lost (see `holdsWork`) and `discard`
 * is not true. May be repeated; what is gone already is no error.
 */
export async function removeWorktree(
  context: Pick<AgentsContext, "store">,
  worktree: WorktreeRef,
  options: { workspace: WorkspaceRecord | null; discard: boolean },
): Promise<Outcome<{ removed: true }>> {
  const root = worktreeRoot(context.store.root, worktree.path);
  if (!options.discard && (await holdsWork(root, options.workspace?.localPath)))
    return refuse(
      409,
      "worktree_dirty",
      "The worktree holds work",
      `${root} holds changes in no commit or commits on no branch, or git cannot tell: they would be lost. Commit or merge them first, or discard them.`,
    );
  const repository = await commonDir(options.workspace?.localPath, root);
  if (repository !== undefined)
    await runGit(repository, ["worktree", "remove", "--force", "--force", root], {
      write: true,
      timeoutMs: REMOVE_MS,
    });
  // Where git did not: its repository is gone, or it knows nothing of this folder any more.
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
  if (repository !== undefined && !(await holdsOwnCommits(repository, worktree)))
    await runGit(repository, ["branch", "--quiet", "-D", worktree.branch], { write: true });
  return { ok: true, value: { removed: true } };
}

/** The repository itself, from the user's folder or, where that has moved, from the worktree. */
async function commonDir(workspacePath: string | undefined, root: string): Promise<string | undefined> {
  for (const folder of [workspacePath, root]) {
    if (folder === undefined) continue;
    const found = await runGit(folder, ["rev-parse", "--path-format=absolute", "--git-common-dir"]);
    if (found.ok) return found.stdout.replace(/\n$/, "");
  }
  return undefined;
}

/** True as well where it cannot be known: then the branch stays. */
async function holdsOwnCommits(repository: string, { branch, base, baseBranch }: WorktreeRef): Promise<boolean> {
  const known = [base, ...(baseBranch === undefined ? [] : [`refs/heads/${baseBranch}`])];
  for (const other of known) {
    const inside = await runGit(repository, ["merge-base", "--is-ancestor", `refs/heads/${branch}`, other]);
    if (inside.ok) return false;
  }
  return true;
}
