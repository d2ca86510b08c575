import { type FieldError, type InputValues, Name } from "@codex-toolloop/protocol";
import type { FileSearch } from "@codex-toolloop/store";
import { type Catalog, findWorkflow, nearest, type Prepared, prepareRun } from "@codex-toolloop/workflows";
import { isScript, scriptProblem } from "./script-problem.ts";

export interface ScriptQuestion {
  catalog: Catalog;
  key: string;
  args: InputValues;
  search: FileSearch;
  settings: { runTimeoutSeconds: number };
}

/**
 * May this script run with these arguments?
 * @returns what goes into request.json; or 403 where it is unknown or left out (path `script_key`), 400 where it is no
 * script or a file of it is missing (`script_key`), or its arguments do not fit its schema (`args.<name>`).
 */
export async function checkScript({ catalog, key, args, search, settings }: ScriptQuestion): Promise<Prepared> {
  const wrong = (status: 400 | 403, message: string): Prepared => ({
    ok: false,
    status,
    errors: [{ path: "script_key", message }],
  });
  const entry = findWorkflow(catalog, key);
  if (!entry) return wrong(403, unknownMessage(catalog, key));
  if (!isScript(entry)) return wrong(400, `"${key}" is a workflow, not a script: start it with POST /api/runs`);
  if (!entry.allowed) return wrong(403, `"${key}" is left out by allowedWorkflows in config.yaml`);
  const problem = await scriptProblem(entry, search);
  const prepared = prepareRun({ catalog, workflow: key, inputs: args, hasWorkspace: true, settings });
  const errors = prepared.ok ? [] : prepared.errors.flatMap(inJobWords);
  if (problem !== undefined) errors.unshift({ path: "script_key", message: problem });
  if (errors.length > 0) return { ok: false, status: 400, errors };
  return prepared;
}

function unknownMessage(catalog: Catalog, key: string): string {
  if (!Name.safeParse(key).success)
    return "is no script key: 1 to 64 characters of a–z, A–Z, 0–9, dot, underscore or dash";
  const broken = catalog.problems.find((p) => p.name === key);
  if (broken) return `"${key}" cannot be used: ${broken.path}: ${broken.message}`;
  const keys = catalog.entries.filter((e) => e.allowed && isScript(e)).map((e) => e.definition.name);
  const near = nearest(key, keys);
  if (near !== undefined) return `there is no script "${key}"; did you mean "${near}"?`;
  return `there is no script "${key}"; ${keys.length > 0 ? `there are ${keys.join(", ")}` : "none is allowed here"}`;
}

/** `prepareRun` names the fields of a run; a job calls them otherwise. */
function inJobWords({ path, message }: FieldError): FieldError[] {
  // A script that works in no folder is told as such already.
  if (path === "workspace") return [];
  const input = /^inputs\.(.*)$/s.exec(path)?.[1];
  return [{ path: input === undefined ? "script_key" : `args.${input}`, message }];
}
