import { randomBytes } from "node:crypto";
import {
  AgentOptions,
  CreateSessionBody,
  isFinal,
  type Outcome,
  type RunnerInfo,
  type Session,
  type SessionRecord,
} from "@codex-toolloop/protocol";
import type { Caller } from "../../../lib/contract.ts";
import { auditedStart } from "../../audited-start.ts";
import { readOnlyProblem } from "../../read-only.ts";
import type { AgentsContext } from "../context.ts";
import { parseBody, wrongField } from "../parse-body.ts";
import { usableRunner } from "../runners/usable-runner.ts";
import { createWorktree } from "../worktree/create-worktree.ts";
import { removeWorktree } from "../worktree/remove-worktree.ts";
import { withPatch } from "./options.ts";
import { usableWorkspace } from "./usable-workspace.ts";

/** See `AgentsService.createSession`. What the body does not say of options is what the workspace remembers for this runner. */
export function createSession(context: AgentsContext, body: unknown, caller: Caller): Promise<Outcome<Session>> {
  return auditedStart(context, "session", caller, async () => {
    const refused = readOnlyProblem(context.supervisor);
    if (refused) return { ok: false, problem: refused };
    const parsed = parseBody(CreateSessionBody, body);
    if (!parsed.ok) return parsed;
    return await context.inTurn(parsed.value.workspace_id, () => make(context, parsed.value, caller));
  });
}

async function make(context: AgentsContext, body: CreateSessionBody, caller: Caller): Promise<Outcome<Session>> {
  const { store } = context;
  if (!(await store.workspaces.get(body.workspace_id)))
    return wrongField("workspace_id", "there is no such workspace; GET /api/workspaces lists those there are");
  const workspace = await usableWorkspace(store, body.workspace_id);
  if (!workspace.ok) return workspace;
  const runner = await usableRunner(context, body.runner_type);
  if (!runner.ok) return runner;
  const wrong = replayProblem(context, body, runner.value);
  if (wrong) return wrong;
  const { remembered } = workspace.value;
  const base = remembered?.runnerType === body.runner_type ? remembered.options : AgentOptions.parse({});
  const id = `se_${randomBytes(8).toString("hex")}`;
  const worktree = body.isolate ? await createWorktree(context, workspace.value, id) : undefined;
  if (worktree && !worktree.ok) return worktree;
  const record: SessionRecord = {
    v: 1,
    id,
    workspaceId: workspace.value.id,
    runnerType: body.runner_type,
    createdAt: new Date().toISOString(),
    createdBy: caller.user,
    options: withPatch(base, body.options),
    ...(worktree && { worktree: worktree.value }),
    ...(body.replay && { replay: body.replay }),
  };
  try {
    store.sessions.add(record);
  } catch (error) {
    if (worktree) await removeWorktree(context, worktree.value, { workspace: workspace.value, discard: true });
    throw error;
  }
  context.hub.tell({ type: "sessions.changed", workspaceId: record.workspaceId });
  const [session] = context.show([record]);
  if (!session) throw new Error("a session that was made is shown");
  return { ok: true, value: session };
}

/** A replay needs something to play, and nothing else plays. */
function replayProblem({ catalog }: AgentsContext, { runner_type, replay }: CreateSessionBody, info: RunnerInfo) {
  const names = info.recordings?.map((recording) => recording.name) ?? [];
  if (runner_type !== "replay") return replay && wrongField("replay", "is for the runner replay only");
  if (!replay) return wrongField("replay", "say what to play: { recording } or { runId }");
  if ("recording" in replay) {
    if (names.includes(replay.recording)) return undefined;
    return wrongField("replay.recording", `there is no such recording; there is ${names.join(", ") || "none"}`);
  }
  const run = catalog.get(replay.runId);
  if (!run) return wrongField("replay.runId", "there is no such run");
  return isFinal(run.status) ? undefined : wrongField("replay.runId", "the run is not over; replay it once it is");
}
