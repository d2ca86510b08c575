import { isDeepStrictEqual } from "node:util";
import type { Outcome, RunRequest } from "@codex-toolloop/protocol";
import { missingFile } from "@codex-toolloop/store";
import { findWorkflow, prepareRun } from "@codex-toolloop/workflows";
import { forbidden, invalid } from "../refusals.ts";
import type { StartContext } from "../start-run.ts";

/** What an earlier run was started with, and where that is now. */
export interface Earlier {
  request: RunRequest;
  spec: string | undefined;
  workspaceId: string | undefined;
}

/**
 * May a run of this be started today? Its workflow must be allowed, and come from where it came then; of a built-in one this
 * version must take the inputs.
 */
export async function stillAllowed(
  context: StartContext,
  { request, spec, workspaceId }: Earlier,
): Promise<Outcome<undefined>> {
  const { workflow, source, inputs, definition, workspace } = request;
  const no = (message: string) =>
    forbidden("not_allowlisted", "This workflow may not run here", [{ path: "workflow", message }]);
  const catalog = await context.workflows(workspaceId);
  const { settings } = context.store.settings();
  const hasWorkspace = workspace !== undefined;
  const prepared = prepareRun({ catalog, workflow, inputs, spec, hasWorkspace, settings });
  if (!prepared.ok && prepared.status === 403) return no(prepared.errors.map((e) => e.message).join("; "));
  const now = findWorkflow(catalog, workflow)?.source;
  if (now !== source)
    return no(`"${workflow}" is another one now: it comes from the ${now}, and came from the ${source}`);
  const yes = { ok: true, value: undefined } as const;
  if (source === "builtin") return prepared.ok ? yes : invalid(prepared.errors);
  // Of a definition that was edited since, the snapshot runs: what that needs its steps find out.
  if (!prepared.ok || !isDeepStrictEqual(prepared.run.definition, definition)) return yes;
  const { searchPath } = context;
  const missing = await missingFile(prepared.run.needs, { workspacePath: workspace?.path, searchPath });
  return missing === undefined ? yes : invalid([{ path: "workflow", message: missing }]);
}
