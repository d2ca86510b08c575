import type { InputValues } from "@codex-toolloop/protocol";
import { definitionOf, runWorkflow } from "../../src/index.ts";
import { type FakeHostOptions, fakeHost } from "./fake-host.ts";

/** Runs a built-in workflow in memory. */
export async function runBuiltin(
  workflow: string,
  options: FakeHostOptions = {},
  inputs: InputValues = {},
  abort = new AbortController(),
) {
  const found = definitionOf({ workflow, source: "builtin", definition: undefined });
  if (!found.ok) throw new Error(found.message);
  const host = fakeHost(options);
  const outcome = await runWorkflow({
    definition: found.definition,
    inputs,
    host,
    signal: abort.signal,
    hasSpec: false,
  });
  return { host, outcome };
}
