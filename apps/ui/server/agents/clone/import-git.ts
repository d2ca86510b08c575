import { fieldErrors, ImportBody, type ImportStarted, type Outcome, refuse } from "@codex-toolloop/protocol";
import { CREDENTIAL_VARIABLES, prepareClone } from "@codex-toolloop/workflows";
import type { Caller } from "../../../lib/contract.ts";
import { requestOf } from "../../request-of.ts";
import type { AgentsContext } from "../context.ts";
import type { CloneKeeper } from "./clone-keeper.ts";
import { parseSource } from "./parse-source.ts";

const WHAT = "Not imported";

/**
 * See `AgentsService.importGit`. The address's credentials are kept in memory for the run's process alone; what is stored,
 * shown and given to git as an argument is without them.
 */
export async function importGit(
  context: AgentsContext,
  keeper: CloneKeeper,
  body: unknown,
  caller: Caller,
): Promise<Outcome<ImportStarted>> {
  const parsed = ImportBody.safeParse(body);
  const errors = parsed.success ? [] : fieldErrors(parsed.error);
  const source = parsed.success ? parseSource(parsed.data.source_uri) : undefined;
  if (source && !source.ok) errors.push({ path: "source_uri", message: source.message });
  if (!parsed.success || !source?.ok)
    return refuse(400, "invalid", WHAT, errors.map((e) => `${e.path}: ${e.message}`).join("; "), errors);
  const { display_name } = parsed.data;
  const { uri, name, credentials } = source;
  const { store, supervisor, secrets } = context;
  const { settings } = store.settings();
  const inputs = {
    ...{ source_uri: uri, path: "" },
    ...(display_name !== undefined && { display_name }),
    ...(credentials && { credentials_for: credentials.for }),
  };
  const run = { ...prepareClone(inputs, settings), title: `Import ${name}` };
  const request = await requestOf(context, { run, workspace: undefined, caller, idempotencyKey: undefined });
  const { runId } = request;
  const path = keeper.reserve(name, runId);
  request.inputs.path = path;
  if (credentials)
    secrets.keep(runId, {
      [CREDENTIAL_VARIABLES.username]: credentials.username,
      [CREDENTIAL_VARIABLES.password]: credentials.password,
    });
  let accepted = false;
  try {
    const submitted = await supervisor.submit({ request, onLimit: "queue" });
    if (!submitted.ok) return submitted;
    accepted = true;
    const { status, queuePosition } = submitted.value;
    const place = queuePosition === undefined ? {} : { queue_position: queuePosition };
    return { ok: true, value: { run_id: runId, status, ...place, source_uri: uri, local_path: path } };
  } finally {
    if (!accepted) {
      secrets.take(runId);
      await keeper.release(path, runId);
    }
  }
}
