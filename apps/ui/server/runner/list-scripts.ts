import type { Store } from "@codex-toolloop/store";
import { type Catalog, type CatalogEntry, titleOf } from "@codex-toolloop/workflows";
import type { ScriptInfo } from "../../lib/contract.ts";

export interface ScriptSource {
  store: Store;
  workflows(workspaceId?: string): Promise<Catalog>;
}

/** See `RunnerService.scripts`: the workflows of kind `script`, also one that cannot run now, with the reason. */
export async function listScripts({ store, workflows }: ScriptSource, repoId?: string): Promise<ScriptInfo[]> {
  const { entries } = await workflows(repoId);
  const { runTimeoutSeconds } = store.settings().settings;
  const scripts = entries.filter(isScript).map((entry) => infoOf(entry, runTimeoutSeconds));
  return store.redactor().json(scripts);
}

export function isScript(entry: CatalogEntry): boolean {
  return entry.definition.kind === "script";
}

function infoOf({ definition, source, allowed }: CatalogEntry, usualSeconds: number): ScriptInfo {
  const problem = allowed ? undefined : "left out by allowedWorkflows in config.yaml";
  return {
    key: definition.name,
    title: titleOf(definition),
    ...(definition.description !== undefined && { description: definition.description }),
    enabled: problem === undefined,
    ...(problem !== undefined && { problem }),
    source,
    timeout_seconds: definition.timeoutSeconds ?? usualSeconds,
    env: definition.env,
    inputs: definition.inputs,
  };
}
