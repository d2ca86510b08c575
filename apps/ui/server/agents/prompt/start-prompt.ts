import { isDeepStrictEqual } from "node:util";
import {
  type AgentOptions,
  type Outcome,
  PromptBody,
  type PromptStarted,
  type RunnerInfo,
  type RunRequest,
  type SessionRecord,
  type WorkspaceRecord,
} from "@codex-toolloop/protocol";
import type { Caller } from "../../../lib/contract.ts";
import { auditedStart } from "../../audited-start.ts";
import { readOnlyProblem } from "../../read-only.ts";
import { requestOf } from "../../request-of.ts";
import type { AgentsContext } from "../context.ts";
import { parseBody, wrongField } from "../parse-body.ts";
import { usableRunner } from "../runners/usable-runner.ts";
import { findSession } from "../session/find-session.ts";
import { keepThread } from "../session/keep-thread.ts";
import { withPatch } from "../session/options.ts";
import { usableWorkspace } from "../session/usable-workspace.ts";
import { promptTitle } from "./prompt-title.ts";

/** See `AgentsService.prompt`. */
export function startPrompt(
  context: AgentsContext,
  sessionId: string,
  body: unknown,
  caller: Caller,
): Promise<Outcome<PromptStarted>> {
  return auditedStart(context, `prompt in session ${sessionId.slice(0, 64)}`, caller, async () => {
    const refused = readOnlyProblem(context.supervisor);
    if (refused) return { ok: false, problem: refused };
    const found = findSession(context.store, sessionId);
    if (!found.ok) return found;
    const parsed = parseBody(PromptBody, body);
    if (!parsed.ok) return parsed;
    if (parsed.value.speed !== undefined && found.value.runnerType !== "replay")
      return wrongField("speed", "is for the runner replay only");
    return await context.inTurn(sessionId, () => start(context, sessionId, parsed.value, caller));
  });
}

async function start(
  context: AgentsContext,
  sessionId: string,
  body: PromptBody,
  caller: Caller,
): Promise<Outcome<PromptStarted>> {
  const { store, supervisor } = context;
  const found = findSession(store, sessionId);
  if (!found.ok) return found;
  const workspace = await usableWorkspace(store, found.value.workspaceId, found.value.worktree);
  if (!workspace.ok) return workspace;
  const runner = await usableRunner(context, found.value.runnerType);
  if (!runner.ok) return runner;
  const session = await keepThread(context, found.value);
  const options = withPatch(session.options, body.options);
  const accepted = { session, workspace: workspace.value, runner: runner.value, options, body, caller };
  const request = await promptRequest(context, accepted);
  const submitted = await supervisor.submit({ request, spec: body.prompt, onLimit: body.on_limit });
  if (!submitted.ok) return submitted;
  const { runId, status, queuePosition, deduplicated } = submitted.value;
  // The run is there: what is kept of it beside its own files must not make a refusal of it.
  if (!deduplicated) await keepChoice(context, accepted).catch(context.onError);
  return {
    ok: true,
    value: {
      run_id: runId,
      status,
      deduplicated,
      ...(queuePosition !== undefined && { queue_position: queuePosition }),
    },
  };
}

interface Accepted {
  session: SessionRecord;
  workspace: WorkspaceRecord;
  runner: RunnerInfo;
  options: AgentOptions;
  body: PromptBody;
  caller: Caller;
}

/** The session's title and options, and what the workspace's next session begins with. */
async function keepChoice(
  { store, hub }: AgentsContext,
  { session, workspace, options, body }: Accepted,
): Promise<void> {
  const title = promptTitle(store.redactor(), body.prompt, 120);
  store.sessions.change(session.id, (now) => ({ ...now, options, title: now.title ?? title }));
  const choice = { runnerType: session.runnerType, options };
  const remembered = await store.workspaces.remember(workspace.id, choice);
  if (!isDeepStrictEqual(remembered.remembered, workspace.remembered)) hub.tell({ type: "workspaces.changed" });
  hub.tell({ type: "sessions.changed", workspaceId: session.workspaceId });
}

/** request.json of a prompt: one turn of the session's agent, on its thread, in its folder. */
async function promptRequest(
  context: AgentsContext,
  { session, workspace, runner, options, body, caller }: Accepted,
): Promise<RunRequest> {
  const { settings } = context.store.settings();
  const request = await requestOf(context, {
    run: {
      kind: "prompt",
      workflow: "prompt",
      title: promptTitle(context.store.redactor(), body.prompt, 80),
      inputs: {},
      hasSpec: true,
      timeoutSeconds: options.timeoutSeconds ?? settings.runTimeoutSeconds,
      source: "adhoc",
      definition: undefined,
    },
    workspace: { ...workspace, localPath: session.worktree?.path ?? workspace.localPath },
    caller,
    idempotencyKey: body.idempotency_key,
  });
  return {
    ...request,
    sessionId: session.id,
    agent: {
      runner: session.runnerType,
      options,
      environment: runner.environment,
      ...(session.threadId !== undefined && { threadId: session.threadId }),
      ...(session.grants && { grants: session.grants }),
      ...(session.replay && { replay: { source: session.replay, speed: body.speed ?? 1 } }),
    },
  };
}
