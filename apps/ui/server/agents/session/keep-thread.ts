import { RunListQuery, type RunSummary, type SessionRecord } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";

/** So many of a session's last runs are looked at: what earlier ones said was copied when they ran. */
const LAST_RUNS = 20;

/**
 * Copies into a session what its runs wrote down: the thread of the newest that has one, and all that was granted for the
 * session. The runs' own files are read, since the list's words are masked. @returns the session as it is then.
 */
export async function keepThread(
  { store, catalog, hub, supervisor }: Pick<AgentsContext, "store" | "catalog" | "hub" | "supervisor">,
  session: SessionRecord,
  lastRuns = LAST_RUNS,
): Promise<SessionRecord> {
  const runs = catalog.query({ ...RunListQuery.parse({}), session: session.id, limit: lastRuns }).items;
  const [last] = runs;
  const newest = runs.find((run) => run.threadId !== undefined);
  // The list may lag behind the file of the run that has just begun, or ended.
  const isUnsure = last !== undefined && last !== newest;
  const told = runs.filter((run) => run === newest || run === last || (run.grants?.length ?? 0) > 0);
  if (!isUnsure && !told.some((run) => hasNews(store.redactor().json(session), run, run === newest))) return session;
  const metas = await Promise.all(told.map((run) => store.readMeta(run.runId).catch(() => null)));
  const threadOf = (run: RunSummary | undefined) => run && metas[told.indexOf(run)]?.threadId;
  const threadId = threadOf(last) ?? threadOf(newest);
  const granted = metas.flatMap((meta) => meta?.grants ?? []);
  // Removed meanwhile, or no longer ours to write.
  if (!store.sessions.get(session.id) || supervisor.authority().readOnly) return session;
  const kept = store.sessions.change(session.id, (now) => {
    const grants = [...new Set([...(now.grants ?? []), ...granted])].slice(-200);
    const sameThread = threadId === undefined || threadId === now.threadId;
    if (sameThread && grants.length === (now.grants?.length ?? 0)) return now;
    return { ...now, ...(threadId !== undefined && { threadId }), ...(grants.length > 0 && { grants }) };
  });
  if (kept !== session) hub.tell({ type: "sessions.changed", workspaceId: session.workspaceId });
  return kept;
}

function hasNews(session: SessionRecord, run: RunSummary, isNewest: boolean): boolean {
  const known = new Set(session.grants);
  return (isNewest && run.threadId !== session.threadId) || (run.grants ?? []).some((grant) => !known.has(grant));
}
