import { type Outcome, refuse } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { gitRefusal } from "../git/git-refusal.ts";
import { type GitOptions, namesIn, runGit } from "../git/run-git.ts";
import { isDirty } from "./is-dirty.ts";
import { openWorktree } from "./open-worktree.ts";

const WHAT = "Not merged";
const MERGE_MS = 120_000;
/** So many conflicting files are named. */
const NAMED = 50;

/**
 * See `AgentsService.mergeWorktree`: what the worktree has committed, as a merge commit on the base branch in the user's
 * folder. 409 `worktree_dirty`, `nothing_to_merge`, `no_base_branch`, `wrong_branch`, `merge_under_way`, `local_changes`,
 * `conflict` (with the files), `no_author`: then nothing has changed. No hook runs.
 */
export async function mergeWorktree(
  context: Pick<AgentsContext, "store">,
  sessionId: string,
): Promise<Outcome<{ commit: string }>> {
  const opened = await openWorktree(context, sessionId);
  if (!opened.ok) return opened;
  const { git: inside, ref, root, folder } = opened.value;
  const git = (args: string[], options: GitOptions = {}) => runGit(folder, args, options);
  const no = (code: string, detail: string) => refuse(409, code, WHAT, detail);
  const { baseBranch, branch } = ref;
  if (baseBranch === undefined)
    return no("no_base_branch", `The workspace was on no branch when the session began: merge ${branch} yourself.`);
  if (await isDirty(root)) return no("worktree_dirty", "The worktree holds changes in no commit: commit them first.");
  const head = (await inside(["rev-parse", "HEAD"])).stdout.trim();
  const now = (await git(["symbolic-ref", "--quiet", "--short", "HEAD"])).stdout.trim();
  if (now !== baseBranch) {
    const where = now === "" ? "on no branch" : `on ${now}`;
    return no("wrong_branch", `${folder} is ${where}, and this belongs on ${baseBranch}: git switch ${baseBranch}`);
  }
  if ((await git(["merge-base", "--is-ancestor", head, "HEAD"])).ok)
    return no("nothing_to_merge", `${baseBranch} holds every commit of the worktree already.`);
  if ((await git(["rev-parse", "--verify", "--quiet", "MERGE_HEAD"])).ok)
    return no("merge_under_way", `A merge is under way in ${folder}: finish it, or git merge --abort`);
  if (!(await git(["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"])).ok)
    return no("no_author", "git does not know who you are: git config --global user.name and user.email say it.");
  // Tried beside the user's files first. An older git cannot, and answers something else than 1.
  const trial = await git(["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", "HEAD", head]);
  if (trial.code === 1) return conflict(namesIn(trial.stdout).slice(1), baseBranch, root);
  const message = `Merge branch '${branch}' into ${baseBranch}`;
  const merged = await git(
    ["merge", "--no-ff", "--no-edit", "--no-verify", "--no-autostash", "--quiet", "-m", message, head],
    {
      write: true,
      timeoutMs: MERGE_MS,
    },
  );
  if (merged.ok) return { ok: true, value: { commit: (await git(["rev-parse", "HEAD"])).stdout.trim() } };
  if ((await git(["rev-parse", "--verify", "--quiet", "MERGE_HEAD"])).ok) {
    const files = namesIn((await git(["diff", "--name-only", "--diff-filter=U", "-z"])).stdout);
    await git(["merge", "--abort"], { write: true, timeoutMs: MERGE_MS });
    if (files.length > 0) return conflict(files, baseBranch, root);
  }
  const local = localChanges(`${merged.stdout}\n${merged.stderr}`);
  if (local.length > 0)
    return no(
      "local_changes",
      `In ${folder} these have changes that the merge would touch: ${named(local)}. Commit them.`,
    );
  return gitRefusal(WHAT, merged);
}

function conflict(files: string[], baseBranch: string, root: string): ReturnType<typeof refuse> {
  return refuse(
    409,
    "conflict",
    WHAT,
    `${baseBranch} and the worktree both changed ${named(files)}, each in another way. Nothing was changed in your folder. Run git merge ${baseBranch} in ${root}, solve the conflicts, commit, and merge again; or ask the agent to do it.`,
    files.slice(0, NAMED).map((path) => ({ path, message: "conflicts" })),
  );
}

function named(files: string[]): string {
  const rest = files.length > NAMED ? ` and ${files.length - NAMED} more` : "";
  return `${files.slice(0, NAMED).join(", ")}${rest}`;
}

/** The files that git names, indented, where it would have overwritten what is in no commit. */
function localChanges(words: string): string[] {
  if (!/would be overwritten by merge/.test(words)) return [];
  return [...words.matchAll(/^\t(.+)$/gm)].map((m) => m[1] ?? "");
}
