import type { FieldError, NeededFiles, RunRequest } from "@codex-toolloop/protocol";
import { definitionOf } from "../builtin/builtins.ts";
import { findWorkflow } from "../catalog/build-catalog.ts";
import type { Definition } from "../definition/workflow-definition.ts";
import { type PrepareRequest, prepareRun } from "./prepare-run.ts";

export type PreparedResume =
  | { ok: true; definition: Definition; needs?: NeededFiles | undefined }
  | { ok: false; status: 400 | 403; errors: FieldError[] };

/**
 * May what an earlier run was started with be started again today? Its workflow and runners must be allowed (403), and it must
 * come from where it came then; of a built-in one this version must take the inputs (400).
 * @returns the definition to run: the snapshot of then. `needs` where the file still says the same; what the snapshot of a
 * definition that was edited since needs, its steps find out.
 */
export function prepareResume(
  earlier: RunRequest,
  world: Pick<PrepareRequest, "catalog" | "spec" | "settings" | "recordings">,
): PreparedResume {
  const { workflow, source, inputs, workspace } = earlier;
  const refused = (status: 400 | 403, path: string, message: string): PreparedResume => ({
    ok: false,
    status,
    errors: [{ path, message }],
  });
  const prepared = prepareRun({ ...world, workflow, inputs, hasWorkspace: workspace !== undefined });
  if (!prepared.ok && (prepared.status === 403 || source === "builtin")) return prepared;
  const now = findWorkflow(world.catalog, workflow)?.source;
  if (now !== source)
    return refused(403, "workflow", `"${workflow}" is another one now: of the ${now}, and it was of the ${source}`);
  const found = definitionOf(earlier);
  if (!found.ok) return refused(400, "workflow", found.message);
  const isUnchanged = prepared.ok && JSON.stringify(prepared.run.definition) === JSON.stringify(earlier.definition);
  return { ok: true, definition: found.definition, ...(isUnchanged && { needs: prepared.run.needs }) };
}
