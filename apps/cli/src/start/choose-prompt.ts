import {
  AgentOptions,
  type AgentTask,
  isFinal,
  RunId,
  type RunnerType,
  type RunRequest,
  type SessionRecord,
} from "@codex-toolloop/protocol";
import { listRecordings } from "@codex-toolloop/runners";
import type { Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { currentStatus } from "../runs/current-status.ts";
import { findSession } from "../sessions/find-session.ts";
import { sessionThread } from "../sessions/session-thread.ts";
import { chooseWorkspace } from "./load-catalog.ts";

/** What the command line of `run prompt` says. */
export interface PromptFlags {
  runner?: RunnerType | undefined;
  workspace?: string | undefined;
  session?: string | undefined;
  model?: string | undefined;
  sandbox?: AgentOptions["sandbox"] | undefined;
  approval?: AgentOptions["approvalPolicy"] | undefined;
  maxTurns?: number | undefined;
  timeout?: number | undefined;
  /** A recording that ships, or a run of this store. */
  recording?: string | undefined;
  speed?: number | undefined;
}

/** Who takes the prompt, where, and how. */
export interface PromptChoice {
  task: Pick<AgentTask, "runner" | "threadId" | "options" | "grants" | "replay">;
  sessionId?: string | undefined;
  /** Absent for a replay in a folder that is not on the list: it touches nothing, and need not be put there. */
  workspace?: NonNullable<RunRequest["workspace"]> | undefined;
  /** The folder is not on the list of workspaces yet. */
  isNew: boolean;
}

/** Puts flags, session and workspace together. Throws CliError for what does not fit. */
export async function choosePrompt(io: Io, store: Store, flags: PromptFlags): Promise<PromptChoice> {
  const session = flags.session === undefined ? undefined : findSession(store, flags.session);
  const place = session ? await sessionPlace(store, session, flags) : await folder(io, store, flags);
  const runner = session?.runnerType ?? flags.runner ?? place.remembered;
  if (runner === undefined) throw new CliError("--runner: choose who takes the prompt: codex, claude or replay");
  if (session && flags.runner !== undefined && flags.runner !== runner)
    throw new CliError(`--runner: the session ${session.id} is one of ${runner}, and stays so`);
  if (session) await refuseBusy(store, session);
  const replay = runner === "replay" ? replayOf(flags, session) : undefined;
  if (!replay && (flags.recording !== undefined || flags.speed !== undefined))
    throw new CliError("--recording and --speed are for --runner replay");
  return {
    task: {
      runner,
      options: optionsOf(flags, session?.options),
      ...(session ? await sessionThread(store, session) : {}),
      ...(replay ? { replay } : {}),
    },
    sessionId: session?.id,
    workspace: replay && place.isNew && flags.workspace === undefined ? undefined : place.workspace,
    isNew: place.isNew,
  };
}

interface Place {
  workspace: NonNullable<PromptChoice["workspace"]>;
  isNew: boolean;
  remembered?: RunnerType | undefined;
}

async function folder(io: Io, store: Store, flags: PromptFlags): Promise<Place> {
  const chosen = await chooseWorkspace(io, store, flags.workspace ?? ".");
  if (!chosen) throw new CliError("--workspace: choose a folder");
  const { path, record } = chosen;
  if (record?.disabled) throw new CliError(disabled(path));
  const name = record?.displayName ?? path;
  return {
    workspace: { ...(record ? { id: record.id } : {}), path, name },
    isNew: record === undefined,
    remembered: record?.remembered?.runnerType,
  };
}

/** A session works in its own worktree where it has one. */
async function sessionPlace(store: Store, session: SessionRecord, flags: PromptFlags): Promise<Place> {
  if (flags.workspace !== undefined) throw new CliError("--workspace: a session has its own; leave one of the two out");
  const record = await store.workspaces.get(session.workspaceId);
  if (!record) throw new CliError(`the workspace of session ${session.id} is not on the list any more`);
  if (record.disabled) throw new CliError(disabled(record.localPath));
  const path = session.worktree?.path ?? record.localPath;
  return { workspace: { id: record.id, path, name: record.displayName }, isNew: false };
}

function disabled(path: string): string {
  return `--workspace: ${path} is disabled: nothing starts in it; allow it with: codex-toolloop workspace enable ${path}`;
}

/** One prompt a session at a time, also one that the dashboard has in its queue. */
async function refuseBusy(store: Store, session: SessionRecord): Promise<void> {
  const catalog = await store.catalog();
  for (const runId of catalog.ofSession(session.id).liveRunIds) {
    const run = catalog.get(runId);
    const { status } = run ? await currentStatus(store, run) : { status: "orphaned" as const };
    if (!isFinal(status))
      throw new CliError(
        `--session: run ${runId} of it is ${status}; wait for its end, or: codex-toolloop run stop ${runId}`,
      );
  }
}

function optionsOf(flags: PromptFlags, base: AgentOptions | undefined): AgentOptions {
  const said = {
    model: flags.model,
    sandbox: flags.sandbox,
    approvalPolicy: flags.approval,
    maxTurns: flags.maxTurns,
    timeoutSeconds: flags.timeout,
  };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const parsed = AgentOptions.safeParse({ ...base, ...given });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`${FLAGS[String(issue?.path[0])] ?? "options"}: ${issue?.message}`);
}

const FLAGS: Record<string, string> = {
  model: "--model",
  sandbox: "--sandbox",
  approvalPolicy: "--approval",
  maxTurns: "--max-turns",
  timeoutSeconds: "--timeout",
};

/** What is played: as said, as the session has it, or the first that ships. */
function replayOf(flags: PromptFlags, session: SessionRecord | undefined): NonNullable<AgentTask["replay"]> {
  const speed = flags.speed ?? 1;
  if (flags.recording === undefined && session?.replay) return { source: session.replay, speed };
  const recordings = listRecordings();
  const name = flags.recording ?? recordings[0]?.name;
  if (name === undefined) throw new CliError("--recording: no recording ships with this version; give a run's id");
  if (RunId.safeParse(name).success) return { source: { runId: name }, speed };
  if (recordings.some((r) => r.name === name)) return { source: { recording: name }, speed };
  const known = recordings.map((r) => r.name).join(", ");
  throw new CliError(`--recording ${name}: give a run's whole id, or one of: ${known || "(none ships)"}`);
}
