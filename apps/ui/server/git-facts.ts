import { execFile } from "node:child_process";

export interface GitFacts {
  gitHead?: string;
  gitBranch?: string;
  gitDirty?: boolean;
}

/** Head, branch and whether files were changed, of the checkout around a folder; empty where there is none, or in 2 s. */
export async function gitFacts(folder: string, limitMs = 2000): Promise<GitFacts> {
  const [head, branch, status] = await Promise.all([
    git(folder, ["rev-parse", "--verify", "HEAD"], limitMs),
    git(folder, ["symbolic-ref", "--short", "-q", "HEAD"], limitMs),
    git(folder, ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules"], limitMs),
  ]);
  const facts: GitFacts = {};
  if (head) facts.gitHead = head.trim();
  if (branch) facts.gitBranch = branch.trim();
  if (status !== undefined) facts.gitDirty = status.trim() !== "";
  return facts;
}

/** stdout of a git command that asks nobody, locks nothing and starts no file monitor; undefined when it fails. */
function git(folder: string, args: string[], timeout: number): Promise<string | undefined> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
  const argv = ["-C", folder, "-c", "core.fsmonitor=false", ...args];
  return new Promise((resolve) => {
    execFile("git", argv, { timeout, killSignal: "SIGKILL", maxBuffer: 1024 * 1024, env }, (error, stdout) =>
      // More changed files than fit is an answer, too.
      resolve(error && error.code !== "ERR_CHILD_PROCESS_STDIO_MAXBUFFER" ? undefined : stdout),
    );
  });
}
