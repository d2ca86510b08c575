import { checkStarts, type Store } from "@codex-toolloop/store";
import { startable } from "@codex-toolloop/workflows";
import { loadCatalog } from "../start/load-catalog.ts";
import type { Check } from "./check.ts";

/** Can what is offered here be started: definitions, the files of scripts, workspaces? @param searchPath the PATH of a run. */
export async function checkOffers(store: Store, searchPath: string | undefined): Promise<Check[]> {
  return await checkStarts(store, {
    searchPath,
    async startable(record) {
      const catalog = await loadCatalog(store, record && { path: record.localPath, record });
      return startable(catalog, record === undefined ? "store" : "workspace");
    },
  });
}
