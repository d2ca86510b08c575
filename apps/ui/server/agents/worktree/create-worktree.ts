import { join } from "node:path";
import { type Outcome, refuse, type WorkspaceRecord, type WorktreeRef } from "@codex-toolloop/protocol";
import { makeDir } from "@codex-toolloop/store";
import type { AgentsContext } from "../context.ts";
import { gitRefusal } from "../git/git-refusal.ts";
import { runGit } from "../git/run-git.ts";
import { worktreesFolder } from "./worktree-place.ts";

/** A checkout of a large repository takes its time. */
const CHECKOUT_MS = 120_000;
const WHAT = "No worktree";

/**
 * Gives a new session a git worktree and branch (`toolloop/<short>`) of its own, from the workspace's HEAD, below the store.
 * 409 `no_repository` or `no_commit` where there is nothing to make it from. What fails leaves nothing behind.
 */
export async function createWorktree(
  context: Pick<AgentsContext, "store">,
  workspace: WorkspaceRecord,
  sessionId: string,
): Promise<Outcome<WorktreeRef>> {
  const folder = workspace.localPath;
  const found = await findBase(folder);
  if (!found.ok) return found;
  const { base, prefix, baseBranch } = found.value;
  const parent = worktreesFolder(context.store.root);
  makeDir(parent);
  const root = join(parent, sessionId);
  const branch = await freeBranch(folder, sessionId);
  const added = await runGit(folder, ["worktree", "add", "--quiet", "--no-track", "-b", branch, root, base], {
    write: true,
    timeoutMs: CHECKOUT_MS,
  });
  if (!added.ok) {
    await runGit(folder, ["worktree", "remove", "--force", "--force", root], { write: true });
    await runGit(folder, ["branch", "--quiet", "-D", branch], { write: true });
    return gitRefusal(WHAT, added);
  }
  return { ok: true, value: { path: join(root, prefix), branch, base, ...(baseBranch && { baseBranch }) } };
}

/** The commit to begin at, its branch, and the folder's place inside the repository ("" for its root). */
async function findBase(folder: string): Promise<Outcome<{ base: string; prefix: string; baseBranch: string }>> {
  const [place, head, branch] = await Promise.all([
    runGit(folder, ["rev-parse", "--show-prefix"]),
    runGit(folder, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]),
    runGit(folder, ["symbolic-ref", "--quiet", "--short", "HEAD"]),
  ]);
  if (!place.ok) {
    if (!/not a git repository/i.test(place.stderr)) return gitRefusal(WHAT, place);
    const fix = "a worktree needs one. Run git init and commit there, or create the session without isolation.";
    return refuse(409, "no_repository", WHAT, `This workspace is no git repository, and ${fix}`);
  }
  if (!head.ok)
    return refuse(
      409,
      "no_commit",
      WHAT,
      "This repository has no commit yet, so a worktree has nothing to begin with. Commit first, or create the session without isolation.",
    );
  const [base, prefix] = [head.stdout.trim(), place.stdout.replace(/\n$/, "").replace(/\/$/, "")];
  if (prefix !== "" && !(await runGit(folder, ["cat-file", "-e", `${base}:${prefix}`])).ok)
    return refuse(
      409,
      "no_commit",
      WHAT,
      `No commit holds the folder ${prefix} of this repository yet. Commit it first, or create the session without isolation.`,
    );
  return { ok: true, value: { base, prefix, baseBranch: branch.stdout.trim() } };
}

/** The short name, or the long one where somebody has that already. */
async function freeBranch(folder: string, sessionId: string): Promise<string> {
  const id = sessionId.replace(/^se_/, "");
  const short = `toolloop/${id.slice(0, 8)}`;
  const taken = await runGit(folder, ["show-ref", "--verify", "--quiet", `refs/heads/${short}`]);
  return taken.ok ? `toolloop/${id}` : short;
}
