import { isFinal, RunListQuery, type RunSummary, type Session, type SessionRecord } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { currentStatus } from "../runs/current-status.ts";

/** A session as the API shows it, and its last prompt's run. */
export interface SessionFacts {
  session: Session;
  last: RunSummary | undefined;
}

/** What the list of runs says of a session, redacted. The status of runs that have not ended is judged anew. */
export async function sessionFacts(store: Store, record: SessionRecord): Promise<SessionFacts> {
  const catalog = await store.catalog();
  const { runs, lastRunAt, liveRunIds } = catalog.ofSession(record.id);
  const live: string[] = [];
  for (const runId of liveRunIds) {
    const run = catalog.get(runId);
    if (!run) continue;
    const { status, reason } = await currentStatus(store, run);
    if (!isFinal(status)) live.push(runId);
    else catalog.overlay(runId, { status, ...(reason ? { reason } : {}) });
  }
  const session: Session = {
    id: record.id,
    workspace_id: record.workspaceId,
    runner_type: record.runnerType,
    thread_id: record.threadId ?? null,
    title: record.title ?? null,
    created_at: record.createdAt,
    created_by: record.createdBy,
    run_count: runs,
    last_run_at: lastRunAt,
    live_run_id: live[0] ?? null,
    options: record.options,
    worktree: record.worktree ?? null,
    replay: record.replay ?? null,
  };
  return { session: store.redactor().json(session), last: (await sessionRuns(store, record.id, 1))[0] };
}

/** The newest runs of a session, newest first, redacted. */
export async function sessionRuns(store: Store, sessionId: string, limit: number): Promise<RunSummary[]> {
  const { items } = (await store.catalog()).query(RunListQuery.parse({ session: sessionId, limit }));
  return store.redactor().json(items);
}
