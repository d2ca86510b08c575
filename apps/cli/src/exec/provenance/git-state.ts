import { relative } from "node:path";
import { countdown, gitLook } from "../changes/git-look.ts";
import type { SnapshotWorld } from "../changes/snapshot.ts";

/** What git says of a workspace at one moment; what it does not say in time is absent. */
export interface GitState {
  head?: string;
  branch?: string;
  /** Something is changed or untracked; what the run itself writes apart. */
  dirty?: boolean;
}

const MS = 5000;

/** @returns undefined where the folder is no checkout. */
export async function gitState(world: SnapshotWorld, signal?: AbortSignal): Promise<GitState | undefined> {
  const left = countdown(MS);
  const git = async (...args: string[]) => (await gitLook(world, args, { timeoutMs: left(), signal })).text;
  const inside = relative(world.workspace, world.storeRoot);
  const ours = inside === "" || inside.startsWith("..") ? [] : [`:(exclude)${inside}`];
  const [checkout, head, branch, status] = await Promise.all([
    git("rev-parse", "--git-dir"),
    git("rev-parse", "--verify", "--quiet", "HEAD"),
    git("symbolic-ref", "--short", "-q", "HEAD"),
    git("status", "--porcelain", "--untracked-files=normal", "--", ".", ...ours),
  ]);
  if (checkout === null) return undefined;
  return {
    ...(head === null ? {} : { head: head.trim() }),
    ...(branch === null ? {} : { branch: branch.trim() }),
    ...(status === null ? {} : { dirty: status !== "" }),
  };
}
