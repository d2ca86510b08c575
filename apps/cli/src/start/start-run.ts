import { missingFile, type Store } from "@codex-toolloop/store";
import { type Catalog, findScript, findWorkflow, prepareRun } from "@codex-toolloop/workflows";
import type { Io } from "../io.ts";
import { launchRun, type Started } from "./launch-run.ts";
import { type ChosenWorkspace, trustHint } from "./load-catalog.ts";
import { allowedVariables, newRequest } from "./new-request.ts";
import { disabledMessage, refuse } from "./refuse.ts";
import { recordingsFor, runAgents } from "./run-agents.ts";

export interface StartOptions {
  catalog: Catalog;
  workflow: string;
  inputs: Readonly<Record<string, unknown>>;
  spec?: string | undefined;
  workspace?: ChosenWorkspace | undefined;
  timeoutSeconds?: number | undefined;
  /** Of a replay: 1 is the recording's own pace, 0 as fast as can be. */
  replaySpeed?: number | undefined;
  /** `script`: only a definition of that kind, and its folder is called `--repo`. */
  as: "workflow" | "script";
}

/**
 * Checks a start, registers its workspace, writes the run directory and launches the run. Throws CliError for a start
 * that is refused (each reason is audited first) or a launcher that cannot work.
 */
export async function startRun(io: Io, store: Store, options: StartOptions): Promise<Started> {
  const { catalog, workflow, workspace } = options;
  await refuseHere(store, workflow, workspace);
  const hint = await trustHint(store, catalog, workspace, workflow);
  if (hint !== undefined) await refuse(store, workflow, [{ path: "workflow", message: hint }]);
  if (options.as === "script") {
    const found = findScript(catalog, workflow);
    const instead = !found.ok && found.status === 400 ? `; use: codex-toolloop run workflow ${workflow}` : "";
    if (!found.ok) return refuse(store, workflow, [{ path: "script", message: found.message + instead }]);
  }
  const { settings } = store.settings();
  const recordings = recordingsFor(catalog, options);
  const prepared = prepareRun({ ...options, hasWorkspace: workspace !== undefined, settings, recordings });
  if (!prepared.ok) return refuse(store, workflow, prepared.errors, options.as);
  const { run } = prepared;
  if (options.replaySpeed !== undefined && !run.replay)
    return refuse(store, workflow, [{ path: "replaySpeed", message: "is for a replay: add --runner replay" }]);
  const search = { workspacePath: workspace?.path, searchPath: process.env.PATH };
  const missing = await missingFile(run.needs, search);
  if (missing !== undefined) return refuse(store, workflow, [{ path: options.as, message: missing }]);
  const definition = findWorkflow(catalog, workflow)?.definition ?? { inputs: {}, steps: [] };
  const chosen = await runAgents(io, store, { ...run, definition });
  if (!chosen.ok) return refuse(store, workflow, chosen.errors, options.as);
  const request = await newRequest(io, store, {
    run,
    workspace: workspace && !run.replay ? await store.workspaces.add(workspace.path) : undefined,
    agents: chosen.agents,
  });
  return await launchRun(store, request, options.spec, allowedVariables(request));
}

/** Refuses where nothing may be started at all, or nothing in this folder. */
export async function refuseHere(store: Store, what: string, workspace: ChosenWorkspace | undefined): Promise<void> {
  if (store.settings().settings.readOnly)
    await refuse(store, what, [{ path: "(setting)", message: "TOOLLOOP_READ_ONLY is on: no run may be started" }]);
  if (workspace?.record?.disabled)
    await refuse(store, what, [{ path: "workspace", message: disabledMessage(workspace.path) }]);
}
