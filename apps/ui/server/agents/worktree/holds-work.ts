import { readdir, realpath } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { type GitResult, runGit } from "../git/run-git.ts";
import { isDirty } from "./is-dirty.ts";

/**
 * Is this a worktree of that repository? Its `.git` is the agent's to write: git would otherwise work on whatever it names,
 * with the programs of that one's configuration, or on a repository around the store.
 * @param folder of the user's, in the repository.
 */
export async function isWorktreeOf(root: string, folder: string): Promise<boolean> {
  const [own, common] = await Promise.all([
    runGit(root, ["rev-parse", "--absolute-git-dir"], { env: { GIT_CEILING_DIRECTORIES: dirname(root) } }),
    runGit(folder, ["rev-parse", "--path-format=absolute", "--git-common-dir"]),
  ]);
  const [ownDir, commonDir] = await Promise.all([real(own), real(common)]);
  return ownDir !== undefined && commonDir !== undefined && ownDir.startsWith(`${commonDir}${sep}worktrees${sep}`);
}

/**
 * Would something be lost with a worktree: changes in no commit, or commits on no branch? True as well where git cannot tell;
 * false where nothing is there.
 * @param folder of the user's, in the repository; undefined where that is known no more.
 */
export async function holdsWork(root: string, folder: string | undefined): Promise<boolean> {
  if ((await readdir(root).catch(() => [])).length === 0) return false;
  if (folder === undefined || !(await isWorktreeOf(root, folder)) || (await isDirty(root))) return true;
  const lone = ["rev-list", "--max-count=1", "HEAD", "--not", "--branches", "--tags", "--remotes"];
  const found = await runGit(root, lone);
  return !found.ok || found.stdout !== "";
}

async function real(said: GitResult): Promise<string | undefined> {
  return said.ok ? await realpath(said.stdout.replace(/\n$/, "")).catch(() => undefined) : undefined;
}
