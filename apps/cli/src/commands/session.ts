import { formatDuration } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";
import { type Io, print } from "../io.ts";
import { jsonLine, sanitiseText } from "../render/sanitise.ts";
import { styledStatus } from "../render/style.ts";
import { table } from "../render/table.ts";
import { findSession } from "../sessions/find-session.ts";
import { type SessionFacts, sessionFacts, sessionRuns } from "../sessions/session-facts.ts";
import { chooseWorkspace } from "../start/load-catalog.ts";
import { ago } from "./run-list.ts";

const RUNS_SHOWN = 20;

export interface SessionListOptions {
  workspace?: string | undefined;
  limit: number;
  json: boolean;
}

/** `session list`: newest first. */
export async function sessionListCommand(io: Io, store: Store, options: SessionListOptions): Promise<number> {
  const workspace = await chooseWorkspace(io, store, options.workspace);
  if (workspace && !workspace.record)
    throw new CliError(`${workspace.path} is not on the list of workspaces; see: codex-toolloop workspace list`);
  const records = store.sessions.list(workspace?.record?.id);
  const facts = await Promise.all(records.slice(0, options.limit).map((record) => sessionFacts(store, record)));
  if (options.json) {
    const items = facts.map(({ session, last }) => ({ ...session, last_prompt: promptOf(last) ?? null }));
    print(io, jsonLine({ items, total: records.length, limit: options.limit, offset: 0 }));
    return 0;
  }
  if (facts.length === 0) {
    print(io, "no sessions yet; the dashboard's Agent Console (/agents) makes them");
    return 0;
  }
  const names = new Map((await store.workspaces.list()).map((w) => [w.id, w.displayName]));
  const now = new Date();
  const rows = facts.map((f) => row(io, f, names.get(f.session.workspace_id) ?? "(removed)", now));
  print(io, table(["SESSION", "RUNNER", "WORKSPACE", "RUNS", "LAST", "STATUS", "PROMPT"], rows, io.stdout.columns));
  if (records.length > facts.length) print(io, io.style.dim(`${facts.length} of ${records.length}; more with --limit`));
  return 0;
}

function row(io: Io, { session, last }: SessionFacts, workspace: string, now: Date) {
  return [
    session.id,
    session.runner_type,
    workspace,
    String(session.run_count),
    ago(session.last_run_at ?? session.created_at, now),
    { text: last?.status ?? "", paint: (s: string) => styledStatus(io.style, s) },
    promptOf(last) ?? session.title ?? "",
  ];
}

/** `session inspect <id>`: what it is, and its runs. */
export async function sessionInspectCommand(io: Io, store: Store, idPart: string, json: boolean): Promise<number> {
  const record = findSession(store, idPart);
  const { session } = await sessionFacts(store, record);
  const runs = await sessionRuns(store, record.id, RUNS_SHOWN);
  const workspace = await store.workspaces.get(record.workspaceId);
  if (json) {
    print(io, jsonLine({ ...session, runs }));
    return 0;
  }
  const { options, replay } = session;
  const limits = [
    options.maxTurns === undefined ? undefined : `at most ${options.maxTurns} turns`,
    options.timeoutSeconds === undefined ? undefined : `${options.timeoutSeconds} s`,
  ].filter((part) => part !== undefined);
  const facts: [string, string | undefined][] = [
    ["session", session.id],
    ["title", session.title ?? undefined],
    ["runner", [session.runner_type, options.model].filter((part) => part !== undefined).join(", ")],
    ["options", [`sandbox ${options.sandbox}`, `approval ${options.approvalPolicy}`, ...limits].join(", ")],
    ["workspace", workspace?.localPath ?? "(removed)"],
    ["worktree", session.worktree ? `${session.worktree.path} (${session.worktree.branch})` : undefined],
    ["replays", replay ? ("recording" in replay ? replay.recording : `run ${replay.runId}`) : undefined],
    ["thread", session.thread_id ?? "(none yet)"],
    ["created", `${session.created_at} by ${session.created_by}`],
  ];
  for (const [name, value] of facts)
    if (value !== undefined) print(io, `${name.padEnd(10)} ${sanitiseText(store.redactor().text(value))}`);
  if (runs.length === 0) print(io, "", "no prompts yet");
  else {
    const rows = runs.map((run) => [
      run.runId,
      { text: run.status, paint: (s: string) => styledStatus(io.style, s) },
      ago(run.startedAt ?? run.createdAt, new Date()),
      run.durationMs === undefined ? "" : formatDuration(run.durationMs),
      promptOf(run) ?? "",
    ]);
    print(io, "", table(["RUN", "STATUS", "STARTED", "TOOK", "PROMPT"], rows, io.stdout.columns));
  }
  if (session.run_count > runs.length)
    print(io, io.style.dim(`the newest ${runs.length} of ${session.run_count} runs`));
  return 0;
}

function promptOf(run: SessionFacts["last"]): string | undefined {
  return run?.preview ?? run?.title;
}
