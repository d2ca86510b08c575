import { type FieldError, type InputValues, LIMITS, Name } from "@codex-toolloop/protocol";
import { brokenDefinition } from "../catalog/broken-definition.ts";
import { type Catalog, findWorkflow } from "../catalog/build-catalog.ts";
import type { Prepared } from "../contract.ts";
import { neededFiles, withAbsoluteFiles } from "../definition/needed-files.ts";
import { type Definition, titleOf } from "../definition/workflow-definition.ts";
import { didYouMean, nearest } from "../text.ts";
import { chooseRunners, type Recording } from "./choose-runners.ts";
import { coerceInput, textProblem } from "./coerce-input.ts";

export interface PrepareRequest {
  catalog: Catalog;
  workflow: string;
  /** As a form, a command line or the API gave them; read by declared type. */
  inputs: Readonly<Record<string, unknown>>;
  /** The pasted text; an empty one is none. */
  spec?: string | undefined;
  hasWorkspace: boolean;
  /** Asked for this one run; beats the definition's and the setting's. */
  timeoutSeconds?: number | undefined;
  settings: { runTimeoutSeconds: number; allowedRunners: readonly string[] };
  /** What runner `replay` can play. */
  recordings?: readonly Recording[] | undefined;
  /** Of a replay: 1, the default, is the recording's own pace; 0 as fast as can be. */
  replaySpeed?: number | undefined;
}

/**
 * Everything that is checked before anything is written or spawned.
 * @returns what goes into request.json; or 403 for a workflow that is not on the allowlist (path `workflow`) or a runner that
 * the settings leave out (path `inputs.<name>`), 400 with all fields that are wrong (paths `inputs.<name>`, `spec`,
 * `workspace`, `timeoutSeconds`). A replay needs neither spec nor workspace: it plays what was recorded.
 */
export function prepareRun(request: PrepareRequest): Prepared {
  const entry = findWorkflow(request.catalog, request.workflow);
  if (!entry?.allowed) return { ok: false, status: 403, errors: [{ path: "workflow", message: notAllowed(request) }] };
  const { definition } = entry;
  const { inputs, errors } = readInputs(definition, request.inputs);
  const { forbidden, runners, replay, ...choice } = chooseRunners(definition, inputs, {
    allowed: request.settings.allowedRunners,
    recordings: request.recordings ?? [],
    speed: request.replaySpeed ?? 1,
  });
  if (forbidden.length > 0) return { ok: false, status: 403, errors: forbidden };
  errors.push(...choice.errors);
  const replayed = runners?.includes("replay") === true;
  const spec = specProblem(replayed ? { ...definition, spec: "optional" } : definition, request.spec);
  if (spec !== undefined) errors.push({ path: "spec", message: spec });
  if (definition.workspace === "required" && !request.hasWorkspace && !replayed)
    errors.push({ path: "workspace", message: `"${definition.name}" works in a folder: choose a workspace` });
  if (definition.workspace === "none" && request.hasWorkspace)
    errors.push({ path: "workspace", message: `"${definition.name}" works in no folder: leave the workspace out` });
  const seconds = request.timeoutSeconds ?? definition.timeoutSeconds ?? request.settings.runTimeoutSeconds;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LIMITS.timeoutSecondsMax)
    errors.push({
      path: "timeoutSeconds",
      message: `must be a whole number of seconds from 1 to ${LIMITS.timeoutSecondsMax}`,
    });
  if (errors.length > 0) return { ok: false, status: 400, errors };
  const needs = neededFiles(entry);
  return {
    ok: true,
    run: {
      workflow: definition.name,
      title: titleOf(definition),
      kind: definition.kind,
      inputs,
      timeoutSeconds: seconds,
      source: entry.source,
      needsWorkspace: definition.workspace === "required" && !replayed,
      hasSpec: (request.spec ?? "") !== "",
      definition: withAbsoluteFiles(definition, entry.path),
      ...(runners === undefined ? {} : { runners }),
      ...(replay === undefined ? {} : { replay }),
      ...(needs === undefined ? {} : { needs }),
    },
  };
}

function notAllowed({ catalog, workflow }: PrepareRequest): string {
  if (!Name.safeParse(workflow).success)
    return "is no workflow name: 1 to 64 characters of a–z, A–Z, 0–9, dot, underscore or dash";
  if (findWorkflow(catalog, workflow))
    return `"${workflow}" is left out by allowedWorkflows in config.yaml (or config.yaml cannot be read: codex-toolloop config says so)`;
  const names = catalog.entries.filter((e) => e.allowed).map((e) => e.definition.name);
  const broken = brokenDefinition(catalog, workflow);
  if (broken !== undefined) return broken;
  const known = names.length > 0 ? `; there are ${names.join(", ")}` : "; none is allowed here";
  return `there is no workflow "${workflow}"${nearest(workflow, names) ? didYouMean(workflow, names) : known}`;
}

/**
 * Reads what was filled in by the definition's schema, in the browser as on the server.
 * @returns the values with defaults filled in, and every field that is wrong (path `inputs.<name>`).
 */
export function readInputs(
  definition: Pick<Definition, "name" | "inputs">,
  given: Readonly<Record<string, unknown>>,
): { inputs: InputValues; errors: FieldError[] } {
  const inputs: InputValues = {};
  const errors: FieldError[] = [];
  const names = Object.keys(definition.inputs);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(definition.inputs, name)) continue;
    if (errors.length >= LIMITS.fieldErrorsMax) break;
    const shown = name.slice(0, 64);
    const known = names.length > 0 ? `; known are ${names.join(", ")}` : "; it has none";
    const message = `"${definition.name}" has no input "${shown}"${didYouMean(shown, names) || known}`;
    errors.push({ path: `inputs.${shown}`, message });
  }
  for (const [name, input] of Object.entries(definition.inputs)) {
    const coerced = coerceInput(input, Object.hasOwn(given, name) ? given[name] : undefined);
    if (!coerced.ok) errors.push({ path: `inputs.${name}`, message: coerced.message });
    else if (coerced.value !== undefined) inputs[name] = coerced.value;
    else if (input.default !== undefined && input.default !== "") inputs[name] = input.default;
    else if (input.required) errors.push({ path: `inputs.${name}`, message: "is required" });
  }
  return { inputs, errors };
}

function specProblem(definition: Definition, spec: string | undefined): string | undefined {
  if (spec === undefined || spec === "") return definition.spec === "required" ? "is required" : undefined;
  if (definition.spec === "none") return `"${definition.name}" takes no spec`;
  if (definition.spec === "required" && spec.trim() === "") return "is required";
  return textProblem(spec, LIMITS.specBytes);
}
