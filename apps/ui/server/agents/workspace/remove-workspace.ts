import { type Outcome, type Removal, RunListQuery, refuse, type WorkspaceRecord } from "@codex-toolloop/protocol";
import type { Caller } from "../../../lib/contract.ts";
import { readOnlyProblem } from "../../read-only.ts";
import { attempt } from "../attempt.ts";
import { isCloneFolder, removeCloneFolder } from "../clone/clone-folders.ts";
import type { AgentsContext } from "../context.ts";
import { removeSession } from "../session/remove-session.ts";
import { holdsWork } from "../worktree/holds-work.ts";
import { worktreeRoot } from "../worktree/worktree-place.ts";

/** See `AgentsService.removal`. */
export function removal(context: AgentsContext, id: string): Promise<Outcome<Removal>> {
  return attempt(context.store, async () => {
    const record = await context.store.workspaces.get(id);
    return record ? { ok: true, value: await look(context, record) } : missing();
  });
}

/**
 * See `AgentsService.removeWorkspace`. What is cut short in the middle can be asked for again: the workspace itself goes
 * last.
 */
export function removeWorkspace(
  context: AgentsContext,
  id: string,
  options: { deleteClone: boolean },
  caller: Caller,
): Promise<Outcome<Removal>> {
  const { store, hub } = context;
  return attempt(store, async () => {
    const refused = readOnlyProblem(context.supervisor);
    if (refused) return { ok: false, problem: refused };
    return await context.inTurn(id, async () => {
      const record = await store.workspaces.get(id);
      if (!record) return missing();
      const lost = await look(context, record);
      if (lost.live_run_ids.length > 0)
        return refuse(
          409,
          "workspace_busy",
          "Not removed",
          `Runs are under way in this workspace: stop ${lost.live_run_ids.join(", ")} first, or wait for their end.`,
        );
      for (const { id: sessionId } of store.sessions.list(id)) {
        const removed = await removeSession(context, sessionId, { discard: true }, caller);
        // Somebody else may have removed it meanwhile.
        if (!removed.ok && removed.problem.status !== 404) return removed;
      }
      const deleteFolder = options.deleteClone && lost.clone_path !== null;
      if (deleteFolder) await removeCloneFolder(store.root, record.localPath, record.id);
      await store.workspaces.remove(id);
      hub.tell({ type: "workspaces.changed" });
      return { ok: true, value: { ...lost, folder_deleted: deleteFolder } };
    });
  });
}

function missing(): ReturnType<typeof refuse> {
  return refuse(404, "no_such_workspace", "Not found", "There is no workspace with this id.");
}

async function look({ store, catalog }: AgentsContext, record: WorkspaceRecord): Promise<Removal> {
  const sessions = store.sessions.list(record.id);
  const groups = sessions.map((session) => catalog.ofSession(session.id));
  const runs = groups.reduce((sum, group) => sum + group.runs, 0);
  const here = { ...RunListQuery.parse({ limit: 1 }), workspace: record.id };
  const prompts = catalog.query({ ...here, kind: "prompt" }).total;
  const all = catalog.ofWorkspace(record.id);
  const live = new Set([...groups.flatMap((group) => group.liveRunIds), ...all.liveRunIds]);
  const worktrees = sessions.flatMap(({ worktree }) => (worktree ? [worktree] : []));
  const isOurs = record.cloned === true && (await isCloneFolder(store.root, record.localPath));
  return {
    workspace_id: record.id,
    sessions: sessions.length,
    runs,
    other_runs: all.runs - prompts,
    live_run_ids: [...live],
    worktrees: await Promise.all(
      worktrees.map(async ({ path }) => ({
        path,
        dirty: await holdsWork(worktreeRoot(store.root, path), record.localPath),
      })),
    ),
    clone_path: isOurs ? record.localPath : null,
    folder_deleted: false,
  };
}
