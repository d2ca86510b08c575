import type { Session, SessionRecord } from "@codex-toolloop/protocol";
import type { Redactor, RunCatalog, Store } from "@codex-toolloop/store";

/** Sessions as the API and the console show them, without secrets. */
export type ShowSessions = (records: readonly SessionRecord[]) => Session[];

type Kept = Omit<Session, "run_count" | "last_run_at" | "live_run_id">;

/** What does not change with its runs is masked once: a record is replaced, never changed, so it is a safe key. */
export function createShowSessions({ store, catalog }: { store: Store; catalog: RunCatalog }): ShowSessions {
  const shown = new WeakMap<SessionRecord, { rules: string; session: Kept }>();
  const keep = (record: SessionRecord, { version, json }: Redactor): Kept => {
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
  return (records) => {
    const redactor = store.redactor();
    return records.map((record) => {
      const { runs, lastRunAt, liveRunIds } = catalog.ofSession(record.id);
      const live = liveRunIds.at(-1) ?? null;
      return { ...keep(record, redactor), run_count: runs, last_run_at: lastRunAt, live_run_id: live };
    });
  };
}
