import { checkStarts, type Store } from "@codex-toolloop/store";
import { type Catalog, startable } from "@codex-toolloop/workflows";
import type { HealthCheck } from "../lib/contract.ts";

export interface StartCheckParts {
  store: Store;
  workflows(workspaceId?: string): Promise<Catalog>;
  /** The PATH that a run gets. */
  searchPath: string | undefined;
}

/** Can what is offered be started? The same judgement as `codex-toolloop doctor`. */
export async function startChecks({ store, workflows, searchPath }: StartCheckParts): Promise<HealthCheck[]> {
  const findings = await checkStarts(store, {
    searchPath,
    startable: async (workspace) =>
      startable(await workflows(workspace?.id), workspace === undefined ? "store" : "workspace"),
  });
  return findings.map(({ name, level, message, fix }) => ({
    name,
    level,
    detail: `${message}.`,
    ...(fix === undefined ? {} : { fix }),
  }));
}
