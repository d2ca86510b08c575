import { type FieldError, type InputValues, missingRunner, type WorkflowAgents } from "@codex-toolloop/protocol";
import { listWorkflowRecordings } from "@codex-toolloop/runners";
import type { Store } from "@codex-toolloop/store";
import { asksReplay, type Catalog, type Definition, type Recording, runnerField } from "@codex-toolloop/workflows";
import { findRunner } from "../agents/list-runners.ts";
import type { Io } from "../io.ts";

/**
 * The agents of a run, for request.json: undefined where it uses none. @returns what is wrong at the input that chose a
 * runner: it is left out by the setting, or not installed, with the command that installs it.
 */
export async function runAgents(
  io: Io,
  store: Store,
  chosen: {
    definition: Pick<Definition, "inputs" | "steps">;
    inputs: InputValues;
    runners?: WorkflowAgents["runners"] | undefined;
    replay?: WorkflowAgents["replay"];
  },
): Promise<{ ok: true; agents: WorkflowAgents | undefined } | { ok: false; errors: FieldError[] }> {
  const { definition, inputs, runners = [], replay } = chosen;
  if (runners.length === 0) return { ok: true, agents: undefined };
  const found = await Promise.all(runners.map((runner) => findRunner(store, io.env, runner)));
  const missing = found.filter((info) => !info.available);
  const environment = [...new Set(found.flatMap((info) => info.environment))];
  if (missing.length === 0) return { ok: true, agents: { runners, environment, ...(replay && { replay }) } };
  return {
    ok: false,
    errors: missing.map((info) => {
      const path = runnerField(definition, inputs, info.runner);
      return { path, message: missingRunner(info.runner, info) + insteadOf(definition, path) };
    }),
  };
}

/** What can be done without an account, where this input offers it. */
function insteadOf({ inputs }: Pick<Definition, "inputs">, path: string): string {
  const name = path.replace(/^inputs\./, "");
  const input = inputs[name];
  const offers = input?.type === "runner" && input.options?.includes("replay");
  return offers ? ` Or watch a recorded run: add --input ${name}=replay` : "";
}

/** What `prepareRun` must know of recordings for a start with these inputs; looked up where it would be a replay. */
export function recordingsFor(
  catalog: Catalog,
  start: { workflow: string; inputs: Readonly<Record<string, unknown>> },
): readonly Recording[] {
  return asksReplay(catalog, start.workflow, start.inputs) ? listWorkflowRecordings() : [];
}
