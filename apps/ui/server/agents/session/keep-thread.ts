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
  const newest = runs.find((run) => run.threadId !== undefined);
  const told = runs.filter((run) => run === newest || (run.grants?.length ?? 0) > 0);
  if (!told.some((run) => hasNews(store.redactor().json(session), run, run === newest))) return session;
  const metas = await Promise.all(told.map((run) => store.readMeta(run.runId).catch(() => null)));
  const threadId = newest && metas[told.indexOf(newest)]?.threadId;
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
