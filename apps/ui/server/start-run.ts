import {
  type FieldError,
  fieldErrors,
  type Outcome,
  problem,
  type RunRequest,
  StartRunBody,
} from "@codex-toolloop/protocol";
import { newRunId, type Store, StoreError } from "@codex-toolloop/store";
import type { Submitted, Supervisor } from "@codex-toolloop/supervisor";
import { type Catalog, prepareRun } from "@codex-toolloop/workflows";
import type { Caller } from "../lib/contract.ts";
import { auditRefusal } from "./audit.ts";
import { gitFacts } from "./git-facts.ts";
import { resolveWorkspace } from "./resolve-workspace.ts";
import { storeProblem } from "./store-problem.ts";

export interface StartContext {
  store: Store;
  supervisor: Pick<Supervisor, "submit">;
  workflows(workspaceId?: string): Promise<Catalog>;
  versions: Record<string, string>;
  /** What will be executed, for the run's provenance. */
  argvOf(runDir: string): string[];
  onError(error: unknown): void;
}

type Refused = { ok: false; problem: ReturnType<typeof problem> };

/**
 * Starts a run, or says why not: 400 with the fields, 403 not on the allowlist, 409, 429, 503. Everything is checked before
 * anything is written or spawned; every refusal is audited.
 */
export async function startRun(context: StartContext, body: unknown, caller: Caller): Promise<Outcome<Submitted>> {
  const outcome = await attempt(context, body, caller).catch((error: unknown): Refused => {
    if (!(error instanceof StoreError)) throw error;
    return { ok: false, problem: storeProblem(error) };
  });
  if (outcome.ok) return outcome;
  const redactor = context.store.redactor();
  const what = `start ${nameOf(body)}`;
  await auditRefusal(context.store, { what, caller, problem: outcome.problem }, context.onError);
  return { ...outcome, problem: redactor.json(outcome.problem) };
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
  const prepared = prepareRun({
    catalog: await context.workflows(found.ok ? found.record?.id : undefined),
    workflow: start.workflow,
    inputs: start.inputs,
    spec: start.spec,
    // One that cannot be used is told as such, not as missing.
    hasWorkspace: !found.ok || found.record !== undefined || found.path !== undefined,
    timeoutSeconds: start.timeoutSeconds,
    settings,
  });
  if (!found.ok) return invalid([found.error, ...(prepared.ok || prepared.status !== 400 ? [] : prepared.errors)]);
  if (!prepared.ok) {
    if (prepared.status === 400) return invalid(prepared.errors);
    const detail = prepared.errors.map((e) => e.message).join("; ");
    return {
      ok: false,
      problem: problem(403, "not_allowlisted", "This workflow may not run here", detail, prepared.errors),
    };
  }
  const { run } = prepared;
  const workspace = found.record ?? (found.path === undefined ? undefined : await store.workspaces.add(found.path));
  const runId = newRunId();
  const cwd = workspace?.localPath ?? store.runDir(runId);
  const request: RunRequest = {
    v: 1,
    runId,
    kind: run.kind,
    workflow: run.workflow,
    title: run.title,
    inputs: run.inputs,
    hasSpec: run.hasSpec,
    ...(workspace && {
      workspace: { id: workspace.id, path: workspace.localPath, name: workspace.displayName },
    }),
    timeoutSeconds: run.timeoutSeconds,
    stopGraceSeconds: settings.stopGraceSeconds,
    requestedBy: caller.user,
    requestedVia: caller.via,
    createdAt: new Date().toISOString(),
    ...(start.idempotencyKey !== undefined && { idempotencyKey: start.idempotencyKey }),
    source: run.source,
    definition: run.definition,
    provenance: {
      argv: context.argvOf(store.runDir(runId)),
      cwd,
      ...(workspace && (await gitFacts(workspace.localPath))),
      versions: context.versions,
    },
  };
  const spec = run.hasSpec ? start.spec : undefined;
  return await context.supervisor.submit({ request, spec, onLimit: start.onLimit });
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
  const prepared = prepareRun({
    catalog: await context.workflows(found.ok ? found.record?.id : undefined),
    workflow,
    inputs,
    spec,
    hasWorkspace: unknownPlace || !found.ok || found.record !== undefined || found.path !== undefined,
    timeoutSeconds: undefined,
    settings: context.store.settings().settings,
  });
  const errors = [
    ...(found.ok ? [] : [found.error]),
    ...(prepared.ok || prepared.status !== 400 ? [] : prepared.errors),
  ];
  return errors.filter((e) => !bad.has(e.path.split(".")[0]));
}

function invalid(errors: { path: string; message: string }[]): Refused {
  const detail = errors.map((e) => `${e.path}: ${e.message}`).join("; ");
  return { ok: false, problem: problem(400, "invalid", "Not started", detail, errors) };
}

function nameOf(body: unknown): string {
  const name = typeof body === "object" && body !== null && "workflow" in body ? body.workflow : undefined;
  return typeof name === "string" ? name.slice(0, 64) : "(no workflow named)";
}
