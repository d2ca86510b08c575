import type { RunSummary } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { keepThread } from "./keep-thread.ts";

/**
 * Keeps the sessions in step with their runs, from now on and once for what happened while nobody watched; tells the
 * browsers when a session's runs begin or end. @returns the way to stop.
 */
export function followRuns(
  context: Pick<AgentsContext, "store" | "catalog" | "hub" | "supervisor" | "inTurn" | "onError">,
): () => void {
  const { store, catalog, hub, supervisor, inTurn, onError } = context;
  let stopped = false;
  /** What was last told of a session's runs. */
  const told = new Map<string, string>();

  const keep = (id: string, lastRuns?: number) =>
    inTurn(`thread of ${id}`, async () => {
      const session = stopped || supervisor.authority().readOnly ? null : store.sessions.get(id);
      if (session) await keepThread(context, session, lastRuns);
    }).catch((error: unknown) => {
      if (!stopped) onError(error);
    });
  const changed = (runs: RunSummary[]) => {
    const ids = new Set(runs.flatMap((run) => (run.kind === "prompt" && run.sessionId) || []));
    for (const id of ids) {
      const workspaceId = store.sessions.get(id)?.workspaceId;
      if (workspaceId === undefined) continue;
      void keep(id);
      const { runs: count, liveRunIds } = catalog.ofSession(id);
      const now = `${count}:${liveRunIds.join()}`;
      if (told.get(id) !== now) hub.tell({ type: "sessions.changed", workspaceId });
      told.set(id, now);
    }
  };
  const catchUp = async () => {
    // Of each session only the newest run can have gone on without us. In small pieces: nobody waits for it.
    for (const { id } of store.sessions.list()) {
      if (stopped) return;
      if (catalog.ofSession(id).runs > 0) await keep(id, 1);
    }
  };
  // Another dashboard's sessions are not ours to write until it is gone.
  let isOurs = false;
  const take = () => {
    const before = isOurs;
    isOurs = !supervisor.authority().readOnly;
    if (isOurs && !before) void catchUp().catch(onError);
  };
  const unfollow = catalog.onChange(changed);
  const unhear = supervisor.onChange(take);
  take();
  return () => {
    stopped = true;
    unfollow();
    unhear();
  };
}
