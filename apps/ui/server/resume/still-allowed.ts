import type { Outcome, RunRequest } from "@codex-toolloop/protocol";
import { missingFile } from "@codex-toolloop/store";
import { type Definition, prepareResume } from "@codex-toolloop/workflows";
import { invalid, leftOut } from "../refusals.ts";
import { recordingsFor } from "../run-agents.ts";
import type { StartContext } from "../start-run.ts";

/** What an earlier run was started with, and where that is now. */
export interface Earlier {
  request: RunRequest;
  spec: string | undefined;
  workspaceId: string | undefined;
}

/** May a run of this be started today? @returns the definition that it runs. */
export async function stillAllowed(
  context: StartContext,
  { request, spec, workspaceId }: Earlier,
): Promise<Outcome<Definition>> {
  const catalog = await context.workflows(workspaceId);
  const { settings } = context.store.settings();
  const recordings = await recordingsFor(context, catalog, request);
  const prepared = prepareResume(request, { catalog, spec, settings, recordings });
  if (!prepared.ok && prepared.status === 400) return invalid(prepared.errors);
  if (!prepared.ok) return leftOut(catalog, request, prepared.errors);
  const { searchPath } = context;
  const missing = await missingFile(prepared.needs, { workspacePath: request.workspace?.path, searchPath });
  return missing === undefined
    ? { ok: true, value: prepared.definition }
    : invalid([{ path: "workflow", message: missing }]);
}
