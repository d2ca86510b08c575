import {
  isFinal,
  LIMITS,
  type RunnerInfo,
  type RunnerType,
  type RunSummary,
  type Session,
  type Workspace,
} from "@codex-toolloop/protocol";
import type { Dashboard } from "../../lib/contract.ts";
import { dashboard } from "../../lib/server.ts";
import type { AgentsParams } from "./agents-params.ts";
import { chooseRunner } from "./choose-runner.ts";

/** How many of a session's prompts are listed. */
const RUNS = 100;

/** What the console shows: the address, with what it leaves open decided, and what is there. Redacted; plain data. */
export interface ConsoleView {
  params: AgentsParams;
  runners: RunnerInfo[];
  workspaces: Workspace[];
  workspace: Workspace | null;
  /** Of the workspace, newest first. */
  sessions: Session[];
  session: Session | null;
  /** Sessions whose prompt waits for an approval, by id. */
  waiting: string[];
  /** The active session's prompts, newest first. */
  runs: RunSummary[];
  /** The run that the output shows. */
  run: RunSummary | null;
  /** The active session's queued or running prompt. */
  live: RunSummary | null;
  /** Of the active session, else of the next one. */
  runner: RunnerType;
  /** What the address names and this store does not have. */
  missing: "workspace" | "session" | "run" | undefined;
  serverNow: number;
}

/** Reads what the address asks for. Without a run: the session's live one, else its last. */
export async function loadConsole(asked: AgentsParams): Promise<ConsoleView> {
  const d = dashboard();
  const redactor = d.store.redactor();
  const place = await findPlace(d, asked);
  const [runners, all, list] = await Promise.all([
    d.agents.runners(),
    d.agents.workspaces(),
    place.workspace ? d.agents.sessions(place.workspace) : [],
  ]);
  const workspaces = redactor.json(all);
  const sessions = redactor.json(list);
  const workspace =
    workspaces.find((w) => w.id === place.workspace) ?? (place.workspace ? null : workspaces[0]) ?? null;
  const session = sessions.find((s) => s.id === place.session) ?? null;
  const runs = session ? await lastRuns(d, session) : [];
  const live = session?.live_run_id ? await d.run(session.live_run_id) : null;
  const named = asked.run && session ? await d.run(asked.run) : null;
  const own = named?.sessionId === session?.id ? named : null;
  const run = own ?? live ?? runs[0] ?? null;
  return {
    params: {
      ...asked,
      workspace: workspace?.id ?? null,
      session: session?.id ?? null,
      run: own ? own.runId : null,
    },
    runners: redactor.json(runners),
    workspaces,
    workspace,
    sessions:
      workspace?.id === place.workspace
        ? sessions
        : redactor.json(workspace ? await d.agents.sessions(workspace.id) : []),
    session,
    waiting: waitingSessions(d),
    runs,
    run,
    live: live && !isFinal(live.status) ? live : null,
    runner: session?.runner_type ?? chooseRunner(asked.runner, workspace, runners),
    missing: missingOf(asked, { workspace, session, run: own }),
    serverNow: Date.now(),
  };
}

/**
 * Where the console stands. The address says it; a session alone names its workspace, a run its session. An address that
 * says nothing leads to the prompt that is live, else to the workspace of the last one.
 */
async function findPlace(d: Dashboard, asked: AgentsParams): Promise<{ workspace?: string; session?: string }> {
  const sessionId = asked.session ?? (asked.run && !asked.workspace ? (await d.run(asked.run))?.sessionId : undefined);
  if (sessionId) {
    const found = await d.agents.session(sessionId);
    if (found && (!asked.workspace || asked.workspace === found.workspace_id))
      return { workspace: found.workspace_id, session: found.id };
  }
  if (asked.workspace) return { workspace: asked.workspace };
  const { catalog } = d;
  const live = catalog.query({ kind: "prompt", status: ["running", "queued"], limit: 1, offset: 0 }).items[0];
  const last = live ?? catalog.query({ kind: "prompt", limit: 1, offset: 0 }).items[0];
  const session = last?.sessionId ? await d.agents.session(last.sessionId) : null;
  if (!session) return {};
  return live ? { workspace: session.workspace_id, session: session.id } : { workspace: session.workspace_id };
}

function waitingSessions({ catalog }: Dashboard): string[] {
  const { items } = catalog.query({ kind: "prompt", status: ["running"], limit: LIMITS.pageMax, offset: 0 });
  return items.flatMap((r) => (r.sessionId && r.approvals?.length ? [r.sessionId] : []));
}

/** The service pages a session's prompts oldest first. */
async function lastRuns({ agents }: Dashboard, session: Session): Promise<RunSummary[]> {
  const page = await agents.sessionRuns(session.id, { limit: RUNS, offset: Math.max(0, session.run_count - RUNS) });
  return page ? page.items.toReversed() : [];
}

function missingOf(
  asked: AgentsParams,
  found: Pick<ConsoleView, "workspace" | "session"> & { run: RunSummary | null },
): ConsoleView["missing"] {
  if (asked.workspace && !found.workspace) return "workspace";
  if (asked.session && !found.session) return "session";
  return asked.run && !found.run ? "run" : undefined;
}
