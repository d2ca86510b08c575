import type { FieldError, RunRequest } from "@codex-toolloop/protocol";
import { missingFile, newRunId, type Store } from "@codex-toolloop/store";
import { type Catalog, findScript, prepareRun } from "@codex-toolloop/workflows";
import { CliError } from "../cli-error.ts";
import { type Io, userName } from "../io.ts";
import { launchRun, type Started } from "./launch-run.ts";
import { type ChosenWorkspace, trustHint } from "./load-catalog.ts";
import { provenance } from "./provenance.ts";

export interface StartOptions {
  catalog: Catalog;
  workflow: string;
  inputs: Readonly<Record<string, unknown>>;
  spec?: string | undefined;
  workspace?: ChosenWorkspace | undefined;
  timeoutSeconds?: number | undefined;
  /** `script`: only a definition of that kind, and its folder is called `--repo`. */
  as: "workflow" | "script";
}

/**
 * Checks a start, registers its workspace, writes the run directory and launches the run. Throws CliError for a start
 * that is refused (each reason is audited first) or a launcher that cannot work.
 */
export async function startRun(io: Io, store: Store, options: StartOptions): Promise<Started> {
  const { catalog, workflow, workspace } = options;
  const { settings } = store.settings();
  if (settings.readOnly)
    await refuse(store, workflow, [{ path: "(setting)", message: "TOOLLOOP_READ_ONLY is on: no run may be started" }]);
  if (workspace?.record?.disabled)
    await refuse(store, workflow, [{ path: "workspace", message: disabledMessage(workspace.path) }]);
  const hint = await trustHint(store, catalog, workspace, workflow);
  if (hint !== undefined) await refuse(store, workflow, [{ path: "workflow", message: hint }]);
  if (options.as === "script") {
    const found = findScript(catalog, workflow);
    const instead = !found.ok && found.status === 400 ? `; use: codex-toolloop run workflow ${workflow}` : "";
    if (!found.ok) return refuse(store, workflow, [{ path: "script", message: found.message + instead }]);
  }
  const prepared = prepareRun({ ...options, hasWorkspace: workspace !== undefined, settings });
  if (!prepared.ok) return refuse(store, workflow, prepared.errors, options.as);
  const { run } = prepared;
  const search = { workspacePath: workspace?.path, searchPath: process.env.PATH };
  const missing = await missingFile(run.needs, search);
  if (missing !== undefined) return refuse(store, workflow, [{ path: options.as, message: missing }]);
  const record = workspace && (await store.workspaces.add(workspace.path));
  const request: RunRequest = {
    v: 1,
    runId: newRunId(),
    kind: run.kind,
    workflow: run.workflow,
    title: run.title,
    inputs: run.inputs,
    hasSpec: run.hasSpec,
    ...(record ? { workspace: { id: record.id, path: record.localPath, name: record.displayName } } : {}),
    timeoutSeconds: run.timeoutSeconds,
    stopGraceSeconds: settings.stopGraceSeconds,
    requestedBy: userName(),
    requestedVia: "cli",
    createdAt: new Date().toISOString(),
    source: run.source,
    definition: run.definition,
    provenance: await provenance(io, workspace?.path),
  };
  return await launchRun(store, request, options.spec, allowedVariables(run.definition));
}

async function refuse(
  store: Store,
  workflow: string,
  errors: FieldError[],
  as: StartOptions["as"] = "workflow",
): Promise<never> {
  await audit(store, workflow, errors);
  const folderFlag = as === "script" ? "--repo" : "--workspace";
  throw new CliError(errors.map((e) => `${fieldWords(e.path, folderFlag)}: ${inTerminal(e, folderFlag)}`).join("\n"));
}

/** Writes why a start was refused. A store that cannot be written still answers the person. */
export async function audit(store: Store, workflow: string, errors: readonly FieldError[]): Promise<void> {
  for (const { path, message } of errors) {
    const line = { v: 1 as const, at: new Date().toISOString(), by: userName(), via: "cli" as const };
    await store
      .appendAudit({ ...line, what: `run ${workflow.slice(0, 64)}`, field: path, reason: message })
      .catch(() => {});
  }
}

function disabledMessage(path: string): string {
  return `${path} is disabled: nothing starts in it; allow it with: codex-toolloop workspace enable ${path}`;
}

/** What is chosen in a form is added to a command line. */
function inTerminal({ path, message }: FieldError, folderFlag: string): string {
  return path === "workspace" ? message.replace(/choose a workspace$/, `add ${folderFlag} . for this one`) : message;
}

/** A field as a person typed it: `inputs.depth` is `--input depth`. */
function fieldWords(path: string, folderFlag: string): string {
  if (path.startsWith("inputs.")) return `input ${path.slice("inputs.".length)}`;
  if (path === "workspace") return folderFlag;
  return path === "timeoutSeconds" ? "--timeout" : path === "spec" ? "--spec" : path;
}

function allowedVariables(definition: unknown): string[] {
  if (typeof definition !== "object" || definition === null || !("env" in definition)) return [];
  return Array.isArray(definition.env) ? definition.env.filter((n) => typeof n === "string") : [];
}
