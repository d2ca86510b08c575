import type { Session, SessionRecord } from "@codex-toolloop/protocol";
import type { RunCatalog, Store } from "@codex-toolloop/store";

/** A session as the API and the console show it, without secrets. */
export type ShowSession = (record: SessionRecord) => Session;

type Kept = Omit<Session, "run_count" | "last_run_at" | "live_run_id">;

/** What does not change with its runs is masked once: a record is replaced, never changed, so it is a safe key. */
export function createShowSession({ store, catalog }: { store: Store; catalog: RunCatalog }): ShowSession {
  const shown = new WeakMap<SessionRecord, { rules: string; session: Kept }>();
  const keep = (record: SessionRecord): Kept => {
    const { version, json } = store.redactor();
    const known = shown.get(record);
    if (known?.rules === version) return known.session;
    const session = json({
      id: record.id,
      workspace_id: record.workspaceId,
      runner_type: record.runnerType,
      thread_id: record.threadId ?? null,
      title: record.title ?? null,
      created_at: record.createdAt,
      created_by: record.createdBy,
      options: record.options,
      worktree: record.worktree ?? null,
      replay: record.replay ?? null,
    });
    shown.set(record, { rules: version, session });
    return session;
  };
  return (record) => {
    const { runs, lastRunAt, liveRunIds } = catalog.ofSession(record.id);
    return { ...keep(record), run_count: runs, last_run_at: lastRunAt, live_run_id: liveRunIds.at(-1) ?? null };
  };
}
