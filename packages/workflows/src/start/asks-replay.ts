import { type Catalog, findWorkflow } from "../catalog/build-catalog.ts";
import { readInputs } from "./prepare-run.ts";
import { runnersOf } from "./runners-of.ts";

/** Would a start with these inputs be a replay? Only then has `prepareRun` to know the recordings. */
export function asksReplay(catalog: Catalog, workflow: string, inputs: Readonly<Record<string, unknown>>): boolean {
  const definition = findWorkflow(catalog, workflow)?.definition;
  return definition !== undefined && runnersOf(definition, readInputs(definition, inputs).inputs).includes("replay");
}
