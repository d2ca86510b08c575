import { type FieldError, type RunMeta, resumeProblem } from "@codex-toolloop/protocol";
import { liveOfLine, missingFile, type Store } from "@codex-toolloop/store";
import { prepareResume } from "@codex-toolloop/workflows";
import type { Io } from "../io.ts";
import { currentStatus, livenessOf } from "../runs/current-status.ts";
import { findRun } from "../runs/find-run.ts";
import { launchRun, type Started } from "./launch-run.ts";
import { chooseWorkspace, loadCatalog } from "./load-catalog.ts";
import { allowedVariables, newRequest } from "./new-request.ts";
import { refuse } from "./refuse.ts";
import { recordingsFor, runAgents } from "./run-agents.ts";
import { refuseHere } from "./start-run.ts";

export interface ResumeOptions {
  /** The step to run again, with all that need it. */
  from?: string | undefined;
  timeoutSeconds?: number | undefined;
}

/**
 * Starts a run that goes on with an earlier one: the same workflow, inputs, spec, folder and agents, by the allowlist of
 * today. Throws CliError for one that is refused (audited first).
 */
export async function resumeRun(io: Io, store: Store, idPart: string, options: ResumeOptions): Promise<Started> {
  const { from, timeoutSeconds } = options;
  const meta = await findRun(store, idPart);
  const { runId } = meta;
  const no = (errors: FieldError[]) => refuse(store, `resume ${runId}`, errors);
  const problem = await problemOf(store, meta, from);
  if (problem) return no([problem]);
  const earlier = await store.readRequest(runId);
  const spec = earlier?.hasSpec ? await store.readSpec(runId) : undefined;
  if (!earlier || (earlier.hasSpec && spec === undefined))
    return no([{ path: "run", message: `not everything that ${runId} was started with is there any more` }]);
  const workspace = await chooseWorkspace(io, store, earlier.workspace?.path);
  await refuseHere(store, `resume ${runId}`, workspace);
  const { settings } = store.settings();
  const catalog = await loadCatalog(store, workspace);
  const recordings = recordingsFor(catalog, earlier);
  const prepared = prepareResume(earlier, { catalog, spec, settings, recordings });
  if (!prepared.ok) return no(prepared.errors);
  const missing = await missingFile(prepared.needs, {
    workspacePath: workspace?.path,
    searchPath: process.env.PATH,
  });
  if (missing !== undefined) return no([{ path: "workflow", message: missing }]);
  const { definition } = prepared;
  const chosen = await runAgents(io, store, { definition, inputs: earlier.inputs, ...earlier.agents });
  if (!chosen.ok) return no(chosen.errors);
  const request = await newRequest(io, store, {
    run: { ...earlier, timeoutSeconds: timeoutSeconds ?? earlier.timeoutSeconds },
    workspace: workspace && (await store.workspaces.add(workspace.path)),
    agents: chosen.agents,
    resumes: { runId, ...(from !== undefined && { from }) },
  });
  return await launchRun(store, request, spec, allowedVariables(request));
}

/** Why nobody can go on with it now: it lives, has nothing left to do, or is being continued already. */
async function problemOf(store: Store, meta: RunMeta, from: string | undefined): Promise<FieldError | undefined> {
  const { runId } = meta;
  const { status } = await currentStatus(store, meta);
  const { planned } = await store.readSteps(runId);
  const problem = resumeProblem({ ...meta, status, steps: planned }, from);
  if (problem) return problem.errors?.[0] ?? { path: "run", message: problem.detail };
  const isLive = (run: RunMeta) => run.status === "queued" || livenessOf(run) === "alive";
  const live = liveOfLine(await store.catalog(), runId, meta.workspace, isLive);
  if (!live) return undefined;
  const message = `run ${live.runId} is ${live.status} and goes on with it in the same folder; stop it, or wait for its end`;
  return { path: "run", message };
}
