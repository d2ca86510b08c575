import { realpathSync, statSync } from "node:fs";
import type { RunRequest } from "@codex-toolloop/protocol";

/** The folder that a run works in, by its real path. @returns undefined without one; null when it has gone. */
export function openWorkspace({
  workspace,
}: Pick<RunRequest, "workspace">): { path: string; name: string } | undefined | null {
  if (!workspace) return undefined;
  try {
    const path = realpathSync(workspace.path);
    return statSync(path).isDirectory() ? { path, name: workspace.name } : null;
  } catch {
    return null;
  }
}
