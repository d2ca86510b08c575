import { type Outcome, refuse, type SessionRecord, type WorkspaceRecord } from "@codex-toolloop/protocol";
import { folderProblem, type Store } from "@codex-toolloop/store";
import { disabledMessage } from "../../resolve-workspace.ts";

/** The workspace that an agent is to work in, if it may now: 409 gone, 403 disabled. @param at the session's own folder, where it has one. */
export async function usableWorkspace(
  store: Store,
  id: string,
  at?: SessionRecord["worktree"],
): Promise<Outcome<WorkspaceRecord>> {
  const record = await store.workspaces.get(id);
  if (!record)
    return refuse(
      409,
      "workspace_missing",
      "The workspace has been removed",
      "This session's workspace is not registered any more. Import its folder again.",
    );
  if (record.disabled)
    return refuse(403, "workspace_disabled", "Nothing may start in this workspace", disabledMessage(record));
  const problem = await folderProblem(at?.path ?? record.localPath);
  if (problem !== undefined) return refuse(409, "workspace_missing", "The folder is not there", problem);
  return { ok: true, value: record };
}
