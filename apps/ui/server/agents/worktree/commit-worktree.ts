import { fieldErrors, type Outcome, refuse } from "@codex-toolloop/protocol";
import { z } from "zod";
import type { AgentsContext } from "../context.ts";
import { gitRefusal } from "../git/git-refusal.ts";
import { openWorktree } from "./open-worktree.ts";

/** Body of `POST /api/sessions/:id/worktree/commit`. */
const CommitBody = z.strictObject({
  message: z
    .string()
    .max(10_000, "is longer than 10,000 characters")
    .refine((text) => text.trim() !== "", "must not be empty")
    .refine((text) => !text.includes("\0"), "must not hold a NUL character"),
});
const WHAT = "Not committed";
const ADD_MS = 60_000;

/** See `AgentsService.commitWorktree`: everything in it, with the author of the user's git configuration. No hook runs. */
export async function commitWorktree(
  context: Pick<AgentsContext, "store">,
  sessionId: string,
  body: unknown,
): Promise<Outcome<{ commit: string }>> {
  const parsed = CommitBody.safeParse(body);
  if (!parsed.success) {
    const errors = fieldErrors(parsed.error);
    return refuse(400, "invalid", WHAT, errors.map((e) => `${e.path}: ${e.message}`).join("; "), errors);
  }
  const opened = await openWorktree(context, sessionId);
  if (!opened.ok) return opened;
  const { git } = opened.value;
  // Asked first: without an author nothing is staged either.
  const author = await git(["-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"]);
  if (!author.ok)
    return refuse(
      409,
      "no_author",
      WHAT,
      'git does not know who you are. Say it once: git config --global user.name "Your name"; git config --global user.email you@example.org',
    );
  const added = await git(["add", "--all"], { write: true, timeoutMs: ADD_MS });
  if (!added.ok) return gitRefusal(WHAT, added);
  const staged = await git(["diff", "--cached", "--quiet"]);
  if (staged.ok)
    return refuse(409, "nothing_to_commit", WHAT, "There is nothing to commit: no file differs from the last commit.");
  const args = ["commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=strip", "--file=-"];
  const done = await git(args, { write: true, timeoutMs: ADD_MS, input: parsed.data.message });
  if (!done.ok) return gitRefusal(WHAT, done);
  return { ok: true, value: { commit: (await git(["rev-parse", "HEAD"])).stdout.trim() } };
}
