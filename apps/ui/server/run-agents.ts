import {
  type FieldError,
  type InputValues,
  missingRunner,
  type RunnerType,
  type WorkflowAgents,
} from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { asksReplay, type Catalog, type Definition, type Recording, runnerField } from "@codex-toolloop/workflows";
import { isAllowed, notAllowed, type RunnerList } from "./agents/runners/runner-list.ts";

export interface RunAgentsContext {
  store: Store;
  runners: RunnerList;
}

/** What of a start chooses its agents. */
export interface ChosenAgents {
  runners?: RunnerType[] | undefined;
  replay?: WorkflowAgents["replay"];
  definition: Pick<Definition, "inputs" | "steps">;
  inputs: InputValues;
}

/** What `prepareRun` must know of recordings for a start with these inputs; looked up where it would be a replay. */
export async function recordingsFor(
  { runners }: RunAgentsContext,
  catalog: Catalog,
  start: { workflow: string; inputs: Readonly<Record<string, unknown>> },
): Promise<readonly Recording[]> {
  if (!asksReplay(catalog, start.workflow, start.inputs)) return [];
  return (await runners.one("replay"))?.workflowRecordings ?? [];
}

export type RunAgents =
  | { ok: true; agents: WorkflowAgents | undefined }
  | { ok: false; status: 400 | 403; errors: FieldError[] };

/**
 * The agents of a run, for request.json: undefined where it uses none. 403 for a runner that the setting leaves out, 400 for
 * one that is not installed, both at the input that chose it.
 */
export async function runAgents({ store, runners }: RunAgentsContext, chosen: ChosenAgents): Promise<RunAgents> {
  const { definition, inputs, replay, runners: types = [] } = chosen;
  if (types.length === 0) return { ok: true, agents: undefined };
  const fieldOf = (type: (typeof types)[number]) => runnerField(definition, inputs, type);
  const barred = types.filter((type) => !isAllowed(store, type));
  if (barred.length > 0)
    return {
      ok: false,
      status: 403,
      errors: barred.map((type) => ({ path: fieldOf(type), message: notAllowed(type) })),
    };
  const infos = await Promise.all(types.map(async (type) => ({ type, info: await runners.one(type) })));
  const missing = infos.filter(({ info }) => !info?.available);
  if (missing.length > 0)
    return {
      ok: false,
      status: 400,
      errors: missing.map(({ type, info }) => ({ path: fieldOf(type), message: missingRunner(type, info) })),
    };
  const environment = [...new Set(infos.flatMap(({ info }) => info?.environment ?? []))];
  return { ok: true, agents: { runners: types, environment, ...(replay && { replay }) } };
}
