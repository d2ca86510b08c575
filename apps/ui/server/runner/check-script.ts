import { type FieldError, type InputValues, Name, type ResolvedSettings } from "@codex-toolloop/protocol";
import { type Catalog, findWorkflow, nearest, type Prepared, prepareRun } from "@codex-toolloop/workflows";
import { isScript } from "./list-scripts.ts";

/**
 * May this script run with these arguments?
 * @returns what goes into request.json; or 403 where it is unknown or left out (path `script_key`), 400 where it is no
 * script (`script_key`) or its arguments do not fit its schema (`args.<name>`).
 */
export function checkScript(
  catalog: Catalog,
  key: string,
  args: InputValues,
  { settings }: ResolvedSettings,
): Prepared {
  const wrong = (status: 400 | 403, message: string): Prepared => ({
    ok: false,
    status,
    errors: [{ path: "script_key", message }],
  });
  const entry = findWorkflow(catalog, key);
  if (!entry) return wrong(403, unknownMessage(catalog, key));
  if (!isScript(entry)) return wrong(400, `"${key}" is a workflow, not a script: start it with POST /api/runs`);
  if (!entry.allowed) return wrong(403, `"${key}" is left out by allowedWorkflows in config.yaml`);
  const prepared = prepareRun({ catalog, workflow: key, inputs: args, hasWorkspace: true, settings });
  return prepared.ok ? prepared : { ...prepared, errors: prepared.errors.map(inJobWords) };
}

function unknownMessage(catalog: Catalog, key: string): string {
  if (!Name.safeParse(key).success)
    return "is no script key: 1 to 64 characters of a–z, A–Z, 0–9, dot, underscore or dash";
  const keys = catalog.entries.filter((e) => e.allowed && isScript(e)).map((e) => e.definition.name);
  const near = nearest(key, keys);
  if (near !== undefined) return `there is no script "${key}"; did you mean "${near}"?`;
  return `there is no script "${key}"; ${keys.length > 0 ? `there are ${keys.join(", ")}` : "none is allowed here"}`;
}

/** `prepareRun` names the fields of a run; a job calls them otherwise. */
function inJobWords({ path, message }: FieldError): FieldError {
  if (path.startsWith("inputs.")) return { path: `args.${path.slice("inputs.".length)}`, message };
  return { path: path === "workspace" ? "repo_id" : "script_key", message };
}
