import { dirname } from "node:path";
import { type Outcome, refuse, type SessionRecord, type WorktreeRef } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { type GitOptions, type GitResult, runGit } from "../git/run-git.ts";
import { isWorktreeOf } from "./holds-work.ts";
import { worktreeRoot } from "./worktree-place.ts";

/** A session's worktree that is there, and is what we made. */
export interface OpenWorktree {
  session: SessionRecord;
  ref: WorktreeRef;
  /** The checkout's root. */
  root: string;
  /** The user's folder. */
  folder: string;
  /** Git in the worktree; never in a repository around the store. */
  git(args: string[], options?: GitOptions): Promise<GitResult>;
}

/** The session and its worktree's record; 404 where there is none. */
export function findWorktree(
  context: Pick<AgentsContext, "store">,
  sessionId: string,
): Outcome<{ session: SessionRecord; ref: WorktreeRef }> {
  const session = context.store.sessions.get(sessionId);
  if (!session) return refuse(404, "no_such_session", "Not found", "There is no session with this id.");
  const ref = session.worktree;
  if (!ref) return refuse(404, "no_worktree", "Not found", "This session works in the workspace's own folder.");
  return { ok: true, value: { session, ref } };
}

/**
 * Opens the worktree for git. 409 `worktree_missing` where it is gone, or where its `.git` leads to another repository than
 * the workspace's.
 */
export async function openWorktree(
  context: Pick<AgentsContext, "store">,
  sessionId: string,
): Promise<Outcome<OpenWorktree>> {
  const found = findWorktree(context, sessionId);
  if (!found.ok) return found;
  const { session, ref } = found.value;
  const root = worktreeRoot(context.store.root, ref.path);
  const workspace = await context.store.workspaces.get(session.workspaceId);
  if (!workspace)
    return refuse(404, "no_such_workspace", "Not found", "The workspace of this session is not in the list any more.");
  const env = { GIT_CEILING_DIRECTORIES: dirname(root) };
  const git: OpenWorktree["git"] = (args, options = {}) =>
    runGit(root, args, { ...options, env: { ...env, ...options.env } });
  if (!(await isWorktreeOf(root, workspace.localPath)))
    return refuse(
      409,
      "worktree_missing",
      "The worktree is not there",
      `${root} is not there any more, or is no worktree of ${workspace.localPath}. Remove the session; what the worktree had committed is in the branch ${ref.branch}.`,
    );
  return { ok: true, value: { session, ref, root, folder: workspace.localPath, git } };
}
