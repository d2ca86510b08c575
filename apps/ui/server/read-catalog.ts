import type { Store } from "@codex-toolloop/store";
import { buildCatalog, type Catalog } from "@codex-toolloop/workflows";

/** Catalogs of so many workspaces are kept. */
const MOST_KEPT = 16;

/**
 * Reads what may run: built in, the store's files, and those of the given workspace where it is trusted, always as the
 * files are now. What has not changed is not parsed again; the same catalog is given to all who ask, so nobody changes it.
 */
export function createCatalogReader(store: Store): (workspaceId?: string) => Promise<Catalog> {
  const kept = new Map<string, { text: string; catalog: Catalog }>();
  return async (workspaceId) => {
    const workspace = workspaceId === undefined ? null : await store.workspaces.get(workspaceId);
    const [storeFiles, workspaceFiles] = await Promise.all([
      store.readWorkflowFiles(),
      workspace?.trusted ? store.readWorkspaceWorkflowFiles(workspace.localPath) : [],
    ]);
    const allowed = store.settings().extra.allowedWorkflows;
    const text = JSON.stringify([storeFiles, workspaceFiles, allowed]);
    const known = kept.get(workspaceId ?? "");
    if (known?.text === text) return known.catalog;
    const catalog = buildCatalog({ storeFiles, workspaceFiles, allowed });
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(workspaceId ?? "", { text, catalog });
    return catalog;
  };
}
