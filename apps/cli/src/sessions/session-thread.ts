import { type AgentTask, RunListQuery, type SessionRecord } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

/** So many of a session's last runs may have said what its record does not hold yet. */
const LAST_RUNS = 20;
const GRANTS_MAX = 200;

/**
 * The thread that a session goes on with, and what was granted for it. The dashboard copies both from runs into the session,
 * where it runs: a terminal's prompts say it in their meta.json until then.
 */
export async function sessionThread(
  store: Store,
  session: SessionRecord,
): Promise<Pick<AgentTask, "threadId" | "grants">> {
  const query = RunListQuery.parse({ session: session.id, limit: LAST_RUNS });
  const runs = (await store.catalog()).query(query).items;
  // The list's words are masked; an id must be as it is.
  const metas = await Promise.all(runs.map((run) => store.readMeta(run.runId)));
  const threadId = metas.find((meta) => meta?.threadId !== undefined)?.threadId ?? session.threadId;
  const granted = metas.flatMap((meta) => meta?.grants ?? []);
  const grants = [...new Set([...(session.grants ?? []), ...granted])].slice(-GRANTS_MAX);
  return { ...(threadId === undefined ? {} : { threadId }), ...(grants.length === 0 ? {} : { grants }) };
}
