import type { Outcome } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { gitRefusal } from "../git/git-refusal.ts";
import { basePoint } from "./base-point.ts";
import { openWorktree } from "./open-worktree.ts";

const WHAT = "Not discarded";
const CHECKOUT_MS = 120_000;

/**
 * See `AgentsService.discardWorktree`: the branch is at the last commit again that its base branch has as well (what was merged stays);
 * files that git is told to ignore stay.
 */
export async function discardWorktree(
  context: Pick<AgentsContext, "store">,
  sessionId: string,
): Promise<Outcome<{ discarded: true }>> {
  const opened = await openWorktree(context, sessionId);
  if (!opened.ok) return opened;
  const { git, ref } = opened.value;
  const base = await basePoint(opened.value);
  const options = { write: true, timeoutMs: CHECKOUT_MS };
  // Also back from wherever the agent went: another branch, no branch, half a merge.
  const back = await git(["checkout", "--quiet", "--force", "--no-track", "-B", ref.branch, base], options);
  if (!back.ok) return gitRefusal(WHAT, back);
  // Twice force: also a repository that the agent made inside.
  const cleaned = await git(["clean", "--quiet", "-d", "--force", "--force"], options);
  return cleaned.ok ? { ok: true, value: { discarded: true } } : gitRefusal(WHAT, cleaned);
}
