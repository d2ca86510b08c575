import type { Resumes, RunRequest, WorkflowAgents, WorkspaceRecord } from "@codex-toolloop/protocol";
import { newRunId, type Store } from "@codex-toolloop/store";
import { type Io, userName } from "../io.ts";
import { provenance } from "./provenance.ts";

type Given = "kind" | "workflow" | "title" | "inputs" | "hasSpec" | "timeoutSeconds" | "source" | "definition";

/** What of a start goes into request.json. */
export interface Accepted {
  run: Pick<RunRequest, Given>;
  workspace: WorkspaceRecord | undefined;
  agents?: WorkflowAgents | undefined;
  resumes?: Resumes | undefined;
}

/** request.json of a start that passed every check, with a new id. Writes nothing. */
export async function newRequest(io: Io, store: Store, accepted: Accepted): Promise<RunRequest> {
  const { run, workspace, agents, resumes } = accepted;
  return {
    v: 1,
    runId: newRunId(),
    kind: run.kind,
    workflow: run.workflow,
    title: run.title,
    inputs: run.inputs,
    hasSpec: run.hasSpec,
    ...(workspace && { workspace: { id: workspace.id, path: workspace.localPath, name: workspace.displayName } }),
    ...(agents && { agents }),
    ...(resumes && { resumes }),
    timeoutSeconds: run.timeoutSeconds,
    stopGraceSeconds: store.settings().settings.stopGraceSeconds,
    requestedBy: userName(),
    requestedVia: "cli",
    createdAt: new Date().toISOString(),
    source: run.source,
    definition: run.definition,
    provenance: await provenance(io, workspace?.localPath),
  };
}

/** Names of the variables that a run gets besides the usual few: what its definition names, and what its agents need. */
export function allowedVariables({ definition, agents }: Pick<RunRequest, "definition" | "agents">): string[] {
  const theirs = agents?.environment ?? [];
  if (typeof definition !== "object" || definition === null || !("env" in definition)) return theirs;
  const named = Array.isArray(definition.env) ? definition.env.filter((n) => typeof n === "string") : [];
  return [...named, ...theirs];
}
