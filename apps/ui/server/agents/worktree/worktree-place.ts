import { join, relative, sep } from "node:path";
import { SessionId } from "@codex-toolloop/protocol";

/** Where all worktrees are, below the store's root. */
export function worktreesFolder(storeRoot: string): string {
  return join(storeRoot, "worktrees");
}

/**
 * The root of the worktree that a path lies in: `<store>/worktrees/<session>`, also where the workspace, and so the agent's
 * folder, is a folder inside its repository. Throws on a path that is no session's: nothing else is ever removed.
 */
export function worktreeRoot(storeRoot: string, path: string): string {
  const [first = ""] = relative(worktreesFolder(storeRoot), path).split(sep);
  if (!SessionId.safeParse(first).success) throw new Error(`${path} is no worktree of a session`);
  return join(worktreesFolder(storeRoot), first);
}
