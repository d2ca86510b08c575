import { stat } from "node:fs/promises";
import type { Workspace, WorkspaceRecord } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";

/** A workspace as the API and the console show it. */
export async function toWorkspace(
  { store }: Pick<AgentsContext, "store">,
  record: WorkspaceRecord,
): Promise<Workspace> {
  const { remembered } = record;
  return {
    id: record.id,
    display_name: record.displayName,
    source_type: record.sourceType,
    source_uri: record.sourceUri ?? null,
    local_path: record.localPath,
    created_at: record.createdAt,
    trusted: record.trusted,
    disabled: record.disabled ?? false,
    cloned: record.cloned ?? false,
    present: await stat(record.localPath).then(
      (found) => found.isDirectory(),
      () => false,
    ),
    session_count: store.sessions.count(record.id),
    remembered: remembered ? { runner_type: remembered.runnerType, options: remembered.options } : null,
  };
}
