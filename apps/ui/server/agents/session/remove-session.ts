import { type Outcome, RunListQuery, refuse, type SessionRecord } from "@codex-toolloop/protocol";
import type { Caller } from "../../../lib/contract.ts";
import { readOnlyProblem } from "../../read-only.ts";
import { attempt } from "../attempt.ts";
import type { AgentsContext } from "../context.ts";
import { removeWorktree } from "../worktree/remove-worktree.ts";
import { findSession } from "./find-session.ts";

/** See `AgentsService.removeSession`. */
export function removeSession(
  context: AgentsContext,
  id: string,
  options: { discard: boolean },
  _caller: Caller,
): Promise<Outcome<{ runs: number }>> {
  return attempt(context.store, async () => {
    const refused = readOnlyProblem(context.supervisor);
    if (refused) return { ok: false, problem: refused };
    return await context.inTurn(id, async () => {
      const session = findSession(context.store, id);
      return session.ok ? await remove(context, session.value, options) : session;
    });
  });
}

/** In this order a removal that was cut short can be asked for again: the session goes last. */
async function remove(
  context: AgentsContext,
  session: SessionRecord,
  { discard }: { discard: boolean },
): Promise<Outcome<{ runs: number }>> {
  const { store, catalog, hub } = context;
  const [live] = catalog.ofSession(session.id).liveRunIds;
  if (live !== undefined)
    return refuse(409, "session_busy", "A prompt of this session is under way", `Stop run ${live} first.`);
  if (session.worktree) {
    const workspace = await store.workspaces.get(session.workspaceId);
    const removed = await removeWorktree(context, session.worktree, { workspace, discard });
    if (!removed.ok) return removed;
  }
  const ids = runIdsOf(catalog, session.id);
  for (const runId of ids) await store.deleteRun(runId);
  store.sessions.remove(session.id);
  hub.tell({ type: "sessions.changed", workspaceId: session.workspaceId });
  return { ok: true, value: { runs: ids.length } };
}

function runIdsOf(catalog: AgentsContext["catalog"], session: string): string[] {
  const limit = 200;
  const ids: string[] = [];
  for (let offset = 0; offset < catalog.ofSession(session).runs; offset += limit)
    ids.push(...catalog.query({ ...RunListQuery.parse({}), session, limit, offset }).items.map((run) => run.runId));
  return ids;
}
