import type { HostCapture, WorkflowHost } from "../../contract.ts";

type Git = (args: string[], maxBytes?: number) => Promise<HostCapture>;

/** The repository's own configuration may name programs: of these only its clean filters (git-lfs, say) are started. */
const SAFE = [
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.quotePath=false",
  "--no-pager",
];
const TIMEOUT_MS = 60_000;

/** git of the workspace, reading only. */
export function gitOf(host: Pick<WorkflowHost, "capture" | "workspace">): Git {
  const path = host.workspace?.path ?? ".";
  return (args, maxBytes = 64 * 1024) =>
    host.capture(["git", ...SAFE, "-C", path, ...args], { maxBytes, timeoutMs: TIMEOUT_MS });
}

/** What is to be reviewed: all that differs between a commit and the files as they are now. */
export type Base = { ok: true; commit: string; words: string } | { ok: false; detail: string };

/**
 * Finds what the work is compared with: the commit where the branch left `wanted`; without a wish the last commit where
 * there are uncommitted changes, else the commit where the branch left the default branch.
 */
export async function findBase(git: Git, wanted: string | undefined): Promise<Base> {
  const inside = await git(["rev-parse", "--is-inside-work-tree"]);
  if (!inside.ok) {
    const detail = inside.exitCode === null ? "git could not be run." : "This is no git repository: there is no diff.";
    return { ok: false, detail };
  }
  const head = await commitOf(git, "HEAD");
  if (head === undefined)
    return { ok: false, detail: "The repository has no commit yet: there is nothing to compare with." };
  if (wanted !== undefined) {
    const commit = await commitOf(git, wanted);
    if (commit === undefined) return { ok: false, detail: `There is no branch or commit "${wanted}" here.` };
    return leftAt(git, commit, wanted);
  }
  const status = await git(["status", "--porcelain", "--untracked-files=normal", "--", "."]);
  if (status.stdout.trim() !== "")
    return { ok: true, commit: head, words: "uncommitted changes, against the last commit" };
  const main = await defaultBranch(git);
  if (main === undefined)
    return {
      ok: false,
      detail: "Nothing is uncommitted, and no default branch was found: name what to compare with as base.",
    };
  const found = await leftAt(git, main.commit, main.name);
  if (found.ok && found.commit === head)
    return {
      ok: false,
      detail: `There is nothing to review: nothing is uncommitted, and ${main.name} has every commit of this branch.`,
    };
  return found;
}

async function leftAt(git: Git, commit: string, name: string): Promise<Base> {
  const merge = (await git(["merge-base", commit, "HEAD"])).stdout.trim();
  if (merge === "")
    return { ok: true, commit, words: `what differs from ${name}, with which it has no commit in common` };
  return { ok: true, commit: merge, words: `what was done since the branch left ${name} (${merge.slice(0, 10)})` };
}

async function commitOf(git: Git, name: string): Promise<string | undefined> {
  const found = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
  const commit = found.stdout.trim();
  return found.ok && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
}

/** What the remote calls its default branch, else main or master. */
async function defaultBranch(git: Git): Promise<{ name: string; commit: string } | undefined> {
  const remote = (await git(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"])).stdout.trim();
  for (const name of [remote, "main", "master"]) {
    const commit = name === "" ? undefined : await commitOf(git, name);
    if (commit !== undefined) return { name, commit };
  }
  return undefined;
}
