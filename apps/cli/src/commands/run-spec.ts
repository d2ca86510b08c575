import type { Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";
import { type Io, say } from "../io.ts";
import { chooseWorkspace, loadCatalog } from "../start/load-catalog.ts";
import { type RunWorkflowOptions, runWorkflowCommand } from "./run-workflow.ts";

/** `run spec <path>`: runs a workflow that requires a spec with this one; says which. */
export async function runSpecCommand(
  io: Io,
  store: Store,
  path: string,
  workflow: string | undefined,
  options: RunWorkflowOptions,
): Promise<number> {
  const name = workflow ?? (await onlySpecWorkflow(io, store, options.workspace));
  if (workflow === undefined) say(io, `workflow: ${name} (the only one that requires a spec)`);
  return runWorkflowCommand(io, store, name, { ...options, spec: path });
}

async function onlySpecWorkflow(io: Io, store: Store, workspace: string | undefined): Promise<string> {
  const catalog = await loadCatalog(store, await chooseWorkspace(io, store, workspace));
  const allowed = catalog.entries.filter((e) => e.allowed).map((e) => e.definition);
  const requiring = allowed.filter((d) => d.spec === "required").map((d) => d.name);
  const [only] = requiring;
  if (only !== undefined && requiring.length === 1) return only;
  const taking = allowed.filter((d) => d.spec !== "none").map((d) => d.name);
  const why =
    requiring.length > 1
      ? `${requiring.length} workflows require a spec: ${requiring.join(", ")}`
      : "no workflow here requires a spec";
  const choice =
    taking.length > 0
      ? `choose with --workflow ${taking.join(" or --workflow ")}`
      : "define one with spec: required in the store's workflows folder, then name it with --workflow";
  throw new CliError(`${why}; ${choice}`);
}
