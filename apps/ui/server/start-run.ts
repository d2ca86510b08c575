import {
  type FieldError,
  fieldErrors,
  type Outcome,
  StartRunBody,
  type WorkspaceRecord,
} from "@codex-toolloop/protocol";
import { missingFile } from "@codex-toolloop/store";
import type { Submitted, Supervisor } from "@codex-toolloop/supervisor";
import { type Catalog, findWorkflow, prepareRun } from "@codex-toolloop/workflows";
import type { Caller } from "../lib/contract.ts";
import type { RunnerList } from "./agents/runners/runner-list.ts";
import { auditedStart } from "./audited-start.ts";
import { agentsRefused, forbidden, invalid, leftOut } from "./refusals.ts";
import { type RequestContext, requestOf } from "./request-of.ts";
import { type ResolvedWorkspace, resolveWorkspace } from "./resolve-workspace.ts";
import { recordingsFor, runAgents } from "./run-agents.ts";

export interface StartContext extends RequestContext {
  supervisor: Pick<Supervisor, "submit">;
  workflows(workspaceId?: string): Promise<Catalog>;
  /** What this machine has of each runner. */
  runners: RunnerList;
  /** The PATH that a run gets. */
  searchPath: string | undefined;
  onError(error: unknown): void;
}

/**
 * Starts a run, or says why not: 400 with the fields, 403 not on the allowlist, 409, 429, 503. Everything is checked before
 * anything is written or spawned; every refusal is audited.
 */
export async function startRun(context: StartContext, body: unknown, caller: Caller): Promise<Outcome<Submitted>> {
  return await auditedStart(context, `start ${nameOf(body)}`, caller, () => attempt(context, body, caller));
}

async function attempt(context: StartContext, body: unknown, caller: Caller): Promise<Outcome<Submitted>> {
  const { store } = context;
  const parsed = StartRunBody.safeParse(body);
  if (!parsed.success) {
    const errors = fieldErrors(parsed.error);
    return invalid([...errors, ...(await furtherErrors(context, body, errors))]);
  }
  const start = parsed.data;
  const found = await resolveWorkspace(store.workspaces, start);
  const { settings } = store.settings();
  const catalog = await context.workflows(found.ok ? found.record?.id : undefined);
  const prepared = prepareRun({
    catalog,
    workflow: start.workflow,
    inputs: start.inputs,
    spec: start.spec,
    // One that cannot be used is told as such, not as missing.
    hasWorkspace: !found.ok || found.record !== undefined || found.path !== undefined,
    timeoutSeconds: start.timeoutSeconds,
    settings,
    recordings: await recordingsFor(context, catalog, start),
    replaySpeed: start.replaySpeed,
  });
  const wrong = prepared.ok || prepared.status !== 400 ? [] : prepared.errors;
  if (!found.ok && (found.status === 400 || wrong.length > 0)) return invalid([found.error, ...wrong]);
  if (!found.ok) return forbidden("workspace_disabled", "Nothing may start in this workspace", [found.error]);
  if (wrong.length > 0) return invalid(wrong);
  if (!prepared.ok) return leftOut(catalog, { workflow: start.workflow }, prepared.errors);
  const { run } = prepared;
  if (start.replaySpeed !== undefined && !run.replay)
    return invalid([{ path: "replaySpeed", message: "is for a replay" }]);
  const workspacePath = found.record?.localPath ?? found.path;
  const missing = await missingFile(run.needs, { workspacePath, searchPath: context.searchPath });
  if (missing !== undefined) return invalid([{ path: "workflow", message: missing }]);
  const definition = findWorkflow(catalog, run.workflow)?.definition ?? { inputs: {}, steps: [] };
  const agents = await runAgents(context, { ...run, definition });
  if (!agents.ok) return agentsRefused(agents);
  const workspace = run.replay ? undefined : await registered(context, found);
  const { idempotencyKey } = start;
  const request = await requestOf(context, { run, workspace, agents: agents.agents, caller, idempotencyKey });
  const spec = run.hasSpec ? start.spec : undefined;
  return await context.supervisor.submit({ request, spec, onLimit: start.onLimit });
}

/** The workspace of a start; a folder that is not on the list is put on it. */
async function registered(
  { store }: StartContext,
  { record, path }: Extract<ResolvedWorkspace, { ok: true }>,
): Promise<WorkspaceRecord | undefined> {
  return record ?? (path === undefined ? undefined : await store.workspaces.add(path));
}

/** What else is wrong with a body, beside the fields that have errors already: a person should learn all of it at once. */
async function furtherErrors(context: StartContext, body: unknown, known: FieldError[]): Promise<FieldError[]> {
  if (typeof body !== "object" || body === null) return [];
  const bad = new Set(known.map((e) => e.path.split(".")[0]));
  const rest = StartRunBody.safeParse(Object.fromEntries(Object.entries(body).filter(([key]) => !bad.has(key))));
  if (!rest.success) return [];
  const { workflow, inputs, spec, ...where } = rest.data;
  const found = await resolveWorkspace(context.store.workspaces, where);
  const unknownPlace = bad.has("workspace") || bad.has("workspaceId");
  const catalog = await context.workflows(found.ok ? found.record?.id : undefined);
  const prepared = prepareRun({
    catalog,
    workflow,
    inputs,
    spec,
    hasWorkspace: unknownPlace || !found.ok || found.record !== undefined || found.path !== undefined,
    timeoutSeconds: undefined,
    settings: context.store.settings().settings,
    recordings: await recordingsFor(context, catalog, { workflow, inputs }),
  });
  const errors = [
    ...(found.ok ? [] : [found.error]),
    ...(prepared.ok || prepared.status !== 400 ? [] : prepared.errors),
  ];
  return errors.filter((e) => !bad.has(e.path.split(".")[0]));
}

function nameOf(body: unknown): string {
  const name = typeof body === "object" && body !== null && "workflow" in body ? body.workflow : undefined;
  return typeof name === "string" ? name.slice(0, 64) : "(no workflow named)";
}
