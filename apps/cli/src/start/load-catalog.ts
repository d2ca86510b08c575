import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { WorkspaceRecord } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { buildCatalog, type Catalog, findWorkflow, parseWorkflowFile } from "@codex-toolloop/workflows";
import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";

/** A folder named on the command line, and what the store knows of it. */
export interface ChosenWorkspace {
  /** Absolute real path. */
  path: string;
  record?: WorkspaceRecord | undefined;
}

/** Resolves `--workspace DIR`. Throws CliError for what is no folder. */
export async function chooseWorkspace(
  io: Io,
  store: Store,
  dir: string | undefined,
): Promise<ChosenWorkspace | undefined> {
  if (dir === undefined) return undefined;
  let path: string;
  try {
    path = realpathSync(resolve(io.cwd, dir));
  } catch {
    throw new CliError(`the workspace ${dir} does not exist`);
  }
  if (!statSync(path).isDirectory()) throw new CliError(`the workspace ${dir} is no folder`);
  return { path, record: (await store.workspaces.list()).find((w) => w.localPath === path) };
}

/** All that may run: built-in, of the store, and of the workspace where the user trusts it. */
export async function loadCatalog(store: Store, workspace: ChosenWorkspace | undefined): Promise<Catalog> {
  const trusted = workspace?.record?.trusted === true;
  return buildCatalog({
    storeFiles: await store.readWorkflowFiles(),
    ...(trusted && workspace ? { workspaceFiles: await store.readWorkspaceWorkflowFiles(workspace.path) } : {}),
    allowed: store.settings().extra.allowedWorkflows,
  });
}

/** How to allow a workflow that only an untrusted workspace defines; undefined where that is not the case. */
export async function trustHint(
  store: Store,
  catalog: Catalog,
  workspace: ChosenWorkspace | undefined,
  name: string,
): Promise<string | undefined> {
  if (!workspace || workspace.record?.trusted || findWorkflow(catalog, name)) return undefined;
  const files = await store.readWorkspaceWorkflowFiles(workspace.path);
  const parsed = files.flatMap((f) => parseWorkflowFile({ ...f, source: "workspace" }));
  const defines = parsed.some((p) => p.ok && p.definition.name === name);
  if (!defines) return undefined;
  return `"${name}" is defined by the workspace ${workspace.path}, which is not trusted; read its file, then: codex-toolloop workspace trust ${workspace.path}`;
}
