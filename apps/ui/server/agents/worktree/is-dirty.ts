import { runGit } from "../git/run-git.ts";

/** A checkout that nobody looked at for long is read as a whole. */
const STATUS_MS = 30_000;

/** Does a checkout hold changes, or files that git does not know and is not told to ignore? True as well where git cannot tell. */
export async function isDirty(folder: string): Promise<boolean> {
  const status = await runGit(folder, ["status", "--porcelain", "-z", "--untracked-files=normal"], {
    timeoutMs: STATUS_MS,
  });
  return !status.ok || status.stdout !== "";
}
