import type { FileSearch, Store } from "@codex-toolloop/store";
import { type Catalog, type CatalogEntry, titleOf } from "@codex-toolloop/workflows";
import type { ScriptInfo } from "../../lib/contract.ts";
import { isScript, scriptProblem } from "./script-problem.ts";

export interface ScriptSource {
  store: Store;
  workflows(workspaceId?: string): Promise<Catalog>;
  searchPath: string | undefined;
}

/** See `RunnerService.scripts`: the workflows of kind `script`, also one that cannot run now, with the reason. */
export async function listScripts(source: ScriptSource, repoId?: string): Promise<ScriptInfo[]> {
  const { store, workflows, searchPath } = source;
  const repo = repoId === undefined ? null : await store.workspaces.get(repoId);
  const { entries } = await workflows(repo?.id);
  const { runTimeoutSeconds } = store.settings().settings;
  const search = { workspacePath: repo?.localPath, searchPath };
  const scripts = entries.filter(isScript).map((entry) => infoOf(entry, runTimeoutSeconds, search));
  return store.redactor().json(await Promise.all(scripts));
}

async function infoOf(entry: CatalogEntry, usualSeconds: number, search: FileSearch): Promise<ScriptInfo> {
  const { definition, source, allowed } = entry;
  const problem = allowed
    ? await scriptProblem(entry, search)
    : "left out by allowedWorkflows in config.yaml (or config.yaml cannot be read: codex-toolloop config says so)";
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
