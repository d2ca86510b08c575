import type { Store } from "@codex-toolloop/store";
import { type Io, say } from "../io.ts";
import { chooseWorkspace, loadCatalog } from "../start/load-catalog.ts";
import { specWorkflow } from "../start/spec-workflow.ts";
import { type RunWorkflowOptions, runWorkflowCommand } from "./run-workflow.ts";

/** `run spec <path>`: runs a workflow that works from a spec with this one; says which. */
export async function runSpecCommand(
  io: Io,
  store: Store,
  path: string,
  workflow: string | undefined,
  options: RunWorkflowOptions,
): Promise<number> {
  if (workflow !== undefined) return runWorkflowCommand(io, store, workflow, { ...options, spec: path });
  const { name, why } = specWorkflow(await loadCatalog(store, await chooseWorkspace(io, store, options.workspace)));
  say(io, `workflow: ${name} (${why})`);
  return runWorkflowCommand(io, store, name, { ...options, spec: path });
}
