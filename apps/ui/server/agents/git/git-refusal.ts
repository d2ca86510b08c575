import { refuse } from "@codex-toolloop/protocol";
import type { GitResult } from "./run-git.ts";

/** Of git's own words so many characters are told. */
const TOLD = 500;

/**
 * Why git did not do what it was asked for, as a refusal: 503 for a full disk or no git, else 409 with git's own words.
 * @param what was to be done: "The worktree could not be made".
 */
export function gitRefusal(what: string, result: GitResult): ReturnType<typeof refuse> {
  const words = result.stderr.trim();
  if (/no space left on device|disk quota exceeded/i.test(words))
    return refuse(503, "disk_full", what, "The disk is full: make room and try again.");
  if (/\bENOENT\b/.test(words))
    return refuse(503, "git_missing", what, "git was not found: install it, or put it on the PATH of the dashboard.");
  if (/detected dubious ownership/i.test(words))
    return refuse(
      409,
      "git_failed",
      what,
      "The folder belongs to another user, and git does not work in it. Tell git that it is safe: git config --global --add safe.directory <the folder>.",
    );
  if (result.timedOut) return refuse(409, "git_failed", what, "git took too long and was ended. Try again.");
  const said = words
    .replace(/^(fatal|error|warning): /gim, "")
    .replace(/\s+/g, " ")
    .slice(0, TOLD);
  return refuse(409, "git_failed", what, said === "" ? "git gave no reason." : `git says: ${said}`);
}
