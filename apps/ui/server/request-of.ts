import type { Resumes, RunRequest, WorkflowAgents, WorkspaceRecord } from "@codex-toolloop/protocol";
import { newRunId, type Store } from "@codex-toolloop/store";
import type { PreparedRun } from "@codex-toolloop/workflows";
import type { Caller } from "../lib/contract.ts";
import type { GitFacts } from "./git-facts.ts";

export interface RequestContext {
  store: Store;
  versions: Record<string, string>;
  /** What will be executed, for the run's provenance. */
  argvOf(runDir: string): string[];
  gitFacts(folder: string): Promise<GitFacts>;
}

export interface Accepted {
  run: Omit<PreparedRun, "kind" | "source" | "needsWorkspace" | "needs" | "runners" | "replay" | "definition"> &
    Pick<RunRequest, "kind" | "source" | "definition">;
  /** Registered; absent for a run that works in no folder. */
  workspace: WorkspaceRecord | undefined;
  /** Of a workflow with agent steps. */
  agents?: WorkflowAgents | undefined;
  /** The run that it goes on with. */
  resumes?: Resumes | undefined;
  caller: Caller;
  idempotencyKey: string | undefined;
}

/** request.json of a start that passed every check, with a new id. Writes nothing. */
export async function requestOf(context: RequestContext, accepted: Accepted): Promise<RunRequest> {
  const { store, versions } = context;
  const { run, workspace, agents, resumes, caller, idempotencyKey } = accepted;
  const runId = newRunId();
  const runDir = store.runDir(runId);
  return {
    v: 1,
    runId,
    kind: run.kind,
    workflow: run.workflow,
    title: run.title,
    inputs: run.inputs,
    hasSpec: run.hasSpec,
    ...(workspace && {
      workspace: { id: workspace.id, path: workspace.localPath, name: workspace.displayName },
    }),
    ...(agents && { agents }),
    ...(resumes && { resumes }),
    timeoutSeconds: run.timeoutSeconds,
    stopGraceSeconds: store.settings().settings.stopGraceSeconds,
    requestedBy: caller.user,
    requestedVia: caller.via,
    createdAt: new Date().toISOString(),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    source: run.source,
    definition: run.definition,
    provenance: {
      argv: context.argvOf(runDir),
      cwd: workspace?.localPath ?? runDir,
      ...(workspace && (await context.gitFacts(workspace.localPath))),
      versions,
    },
  };
}
