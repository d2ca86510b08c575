import type { InputValues } from "@codex-toolloop/protocol";
import { definitionOf, type Resumption, readInputs, runWorkflow } from "../../src/index.ts";
import { type FakeHostOptions, fakeHost } from "./fake-host.ts";

/** Runs a built-in workflow in memory. */
export async function runBuiltin(
  workflow: string,
  options: FakeHostOptions = {},
  inputs: InputValues = {},
  abort = new AbortController(),
  resumption?: Resumption,
) {
  const found = definitionOf({ workflow, source: "builtin", definition: undefined });
  if (!found.ok) throw new Error(found.message);
  const host = fakeHost(options);
  const outcome = await runWorkflow({
    definition: found.definition,
    inputs,
    host,
    signal: abort.signal,
    hasSpec: options.spec !== undefined,
    resumption,
  });
  return { host, outcome };
}

/** The same with the defaults of its inputs, as a start fills them in. */
export function startBuiltin(workflow: string, options: FakeHostOptions = {}, given: InputValues = {}) {
  const found = definitionOf({ workflow, source: "builtin", definition: undefined });
  if (!found.ok) throw new Error(found.message);
  const { inputs, errors } = readInputs(found.definition, given);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return runBuiltin(workflow, options, inputs);
}
