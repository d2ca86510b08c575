import type { FieldError, InputValues } from "@codex-toolloop/protocol";
import type { FileSearch } from "@codex-toolloop/store";
import { type Catalog, findScript, type Prepared, prepareRun } from "@codex-toolloop/workflows";
import { scriptProblem } from "./script-problem.ts";

export interface ScriptQuestion {
  catalog: Catalog;
  key: string;
  args: InputValues;
  search: FileSearch;
  settings: { runTimeoutSeconds: number; allowedRunners: readonly string[] };
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
  const found = findScript(catalog, key);
  const instead = !found.ok && found.status === 400 ? ": start it with POST /api/runs" : "";
  if (!found.ok) return wrong(found.status, found.message + instead);
  const problem = await scriptProblem(found.entry, search);
  const prepared = prepareRun({ catalog, workflow: key, inputs: args, hasWorkspace: true, settings });
  const errors = prepared.ok ? [] : prepared.errors.flatMap(inJobWords);
  if (problem !== undefined) errors.unshift({ path: "script_key", message: problem });
  if (errors.length > 0) return { ok: false, status: 400, errors };
  return prepared;
}

/** `prepareRun` names the fields of a run; a job calls them otherwise. */
function inJobWords({ path, message }: FieldError): FieldError[] {
  // A script that works in no folder is told as such already.
  if (path === "workspace") return [];
  const input = /^inputs\.(.*)$/s.exec(path)?.[1];
  return [{ path: input === undefined ? "script_key" : `args.${input}`, message }];
}
