import type { Session, SessionRecord } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";

/** Records as they are shown. A record is replaced, never changed, so it is a safe key. */
const shown = new WeakMap<
  SessionRecord,
  { rules: string; session: Omit<Session, "run_count" | "last_run_at" | "live_run_id"> }
>();

/** A session as the API and the console show it, without secrets. */
export function toSession(
  { store, catalog }: Pick<AgentsContext, "store" | "catalog">,
  record: SessionRecord,
): Session {
  const { version, json } = store.redactor();
  let known = shown.get(record);
  if (known?.rules !== version) {
    known = {
      rules: version,
      session: json({
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
      }),
    };
    shown.set(record, known);
  }
  const { runs, lastRunAt, liveRunIds } = catalog.ofSession(record.id);
  return { ...known.session, run_count: runs, last_run_at: lastRunAt, live_run_id: liveRunIds.at(-1) ?? null };
}
