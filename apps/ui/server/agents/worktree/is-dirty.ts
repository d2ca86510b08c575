import { runGit } from "../git/run-git.ts";

/** Does a checkout hold changes, or files that git does not know and is not told to ignore? False where there is none. */
export async function isDirty(folder: string): Promise<boolean> {
  const status = await runGit(folder, ["status", "--porcelain", "-z", "--untracked-files=normal"]);
  return status.cut || (status.ok && status.stdout !== "");
}
