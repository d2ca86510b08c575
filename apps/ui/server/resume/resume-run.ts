import {
  type Outcome,
  ResumeBody,
  RunId,
  type RunRequest,
  refuse,
  resumeProblem,
  type WorkspaceRecord,
} from "@codex-toolloop/protocol";
import type { RunCatalog } from "@codex-toolloop/store";
import type { Submitted } from "@codex-toolloop/supervisor";
import type { Caller } from "../../lib/contract.ts";
import { parseBody } from "../agents/parse-body.ts";
import { auditedStart } from "../audited-start.ts";
import { agentsRefused, forbidden } from "../refusals.ts";
import { requestOf } from "../request-of.ts";
import { resolveWorkspace } from "../resolve-workspace.ts";
import { runAgents } from "../run-agents.ts";
import type { StartContext } from "../start-run.ts";
import { stillAllowed } from "./still-allowed.ts";

export interface ResumeContext extends StartContext {
  catalog: RunCatalog;
}

/** See `Dashboard.resumeRun`. What runs is what the run was started with; whether it may is judged as of now. */
export function resumeRun(
  context: ResumeContext,
  runId: string,
  body: unknown,
  caller: Caller,
): Promise<Outcome<Submitted>> {
  return auditedStart(context, `continue run ${runId.slice(0, 64)}`, caller, () =>
    attempt(context, runId, body, caller),
  );
}

async function attempt(context: ResumeContext, runId: string, body: unknown, caller: Caller) {
  const { catalog, store } = context;
  const run = RunId.safeParse(runId).success ? catalog.get(runId) : undefined;
  if (!run) return refuse(404, "no_such_run", "There is no such run", "There is no run with this id.");
  const parsed = parseBody(ResumeBody, body);
  if (!parsed.ok) return parsed;
  const { from, onLimit, idempotencyKey } = parsed.value;
  const { planned } = await store.readSteps(runId);
  const problem = resumeProblem({ ...run, steps: planned }, from);
  if (problem) return { ok: false as const, problem };
  const earlier = await store.readRequest(runId);
  const spec = earlier?.hasSpec ? await store.readSpec(runId) : undefined;
  if (!earlier || (earlier.hasSpec && spec === undefined)) return gone(runId);
  const place = await placeOf(context, earlier);
  if (!place.ok) return place;
  const allowed = await stillAllowed(context, { request: earlier, spec, workspaceId: place.value.record?.id });
  if (!allowed.ok) return allowed;
  const { inputs, agents: then } = earlier;
  // The same agents, with what this machine has of them now.
  const agents = await runAgents(context, { definition: allowed.value, inputs, ...then });
  if (!agents.ok) return agentsRefused(agents);
  const { path, record } = place.value;
  const request = await requestOf(context, {
    run: { ...earlier, timeoutSeconds: parsed.value.timeoutSeconds ?? earlier.timeoutSeconds },
    // A folder that was taken off the list since is put on it again.
    workspace: record ?? (path === undefined ? undefined : await store.workspaces.add(path)),
    agents: agents.agents,
    resumes: { runId, ...(from !== undefined && { from }) },
    ...{ caller, idempotencyKey },
  });
  return await context.supervisor.submit({ request, spec, onLimit });
}

function gone(runId: string) {
  const detail = `Not everything that run ${runId} was started with is there any more.`;
  return refuse(409, "resume_missing", "This run cannot be continued", detail);
}

/** The folder that the run worked in; none for a run without one. */
async function placeOf(
  { store }: ResumeContext,
  { workspace }: RunRequest,
): Promise<Outcome<{ path?: string; record?: WorkspaceRecord }>> {
  if (!workspace) return { ok: true, value: {} };
  const found = await resolveWorkspace(store.workspaces, { workspace: workspace.path });
  if (found.ok) return { ok: true, value: { path: workspace.path, ...(found.record && { record: found.record }) } };
  if (found.status === 403)
    return forbidden("workspace_disabled", "Nothing may start in this workspace", [found.error]);
  return refuse(409, "workspace_missing", "The folder is not there", `${workspace.path}: ${found.error.message}`);
}
