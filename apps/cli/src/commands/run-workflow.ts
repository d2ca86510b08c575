import type { Store } from "@codex-toolloop/store";
import type { Io } from "../io.ts";
import { chooseWorkspace, loadCatalog } from "../start/load-catalog.ts";
import { readSpec } from "../start/read-spec.ts";
import { startRun } from "../start/start-run.ts";
import { watchAndAnswer } from "../watch/watch-and-answer.ts";

export interface RunWorkflowOptions {
  workspace?: string | undefined;
  inputs: Readonly<Record<string, unknown>>;
  /** A file, or `-` for standard input. */
  spec?: string | undefined;
  timeoutSeconds?: number | undefined;
  replaySpeed?: number | undefined;
  detach: boolean;
  json: boolean;
  /** `script` refuses what is of another kind. */
  as: "workflow" | "script";
}

/** `run workflow <name>` and `run script <key>`: starts it and shows it until it ends. @returns the exit code (0, 1, 124, 130). */
export async function runWorkflowCommand(
  io: Io,
  store: Store,
  workflow: string,
  options: RunWorkflowOptions,
): Promise<number> {
  const workspace = await chooseWorkspace(io, store, options.workspace);
  const catalog = await loadCatalog(store, workspace);
  const spec = options.spec === undefined ? undefined : await readSpec(io, options.spec);
  const started = await startRun(io, store, {
    catalog,
    workflow,
    inputs: options.inputs,
    spec,
    workspace,
    timeoutSeconds: options.timeoutSeconds,
    replaySpeed: options.replaySpeed,
    as: options.as,
  });
  return await watchAndAnswer(io, store, started, options);
}
