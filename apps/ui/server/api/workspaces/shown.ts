import type { Workspace, WorkspaceRecord } from "@codex-toolloop/protocol";
import type { Dashboard } from "../../../lib/contract.ts";

/** A workspace under the names of the API and, beside them, those of its record, which clients knew first. */
export type ShownWorkspace = Omit<WorkspaceRecord, "remembered"> & Workspace;

/** All workspaces as the API shows them, redacted. */
export async function shownWorkspaces({ store, agents }: Dashboard): Promise<ShownWorkspace[]> {
  const [records, workspaces] = await Promise.all([store.workspaces.list(), agents.workspaces()]);
  const byId = new Map(workspaces.map((workspace) => [workspace.id, workspace]));
  const shown = records.flatMap((record) => {
    const workspace = byId.get(record.id);
    return workspace ? [bothNames(record, workspace)] : [];
  });
  return store.redactor().json(shown);
}

/** The same of one; null when there is none. */
export async function shownWorkspace({ store, agents }: Dashboard, id: string): Promise<ShownWorkspace | null> {
  const [record, workspace] = await Promise.all([store.workspaces.get(id), agents.workspace(id)]);
  return record && workspace ? store.redactor().json(bothNames(record, workspace)) : null;
}

function bothNames({ remembered: _, ...record }: WorkspaceRecord, workspace: Workspace): ShownWorkspace {
  return { ...record, ...workspace };
}
