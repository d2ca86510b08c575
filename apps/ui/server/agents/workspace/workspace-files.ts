import { SessionId } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { findFiles } from "./find-files.ts";
import { listFiles } from "./list-files.ts";

/** A person types a path within this; a file that is made meanwhile is found a moment later. */
const FRESH_MS = 5000;
const MOST_KEPT = 16;
const MOST_ANSWERED = 200;

interface Query {
  q: string;
  limit: number;
  sessionId?: string | undefined;
}

/** See `AgentsService.files`. The list of a folder is kept for a few seconds: each key typed asks again. */
export function workspaceFiles({
  store,
}: Pick<AgentsContext, "store">): (id: string, query: Query) => Promise<string[]> {
  const kept = new Map<string, { at: number; paths: Promise<string[]> }>();
  const listOf = (folder: string): Promise<string[]> => {
    const known = kept.get(folder);
    if (known && performance.now() - known.at < FRESH_MS) return known.paths;
    if (kept.size >= MOST_KEPT) kept.clear();
    const paths = listFiles(folder);
    kept.set(folder, { at: performance.now(), paths });
    return paths;
  };
  return async (id, { q, limit, sessionId }) => {
    const workspace = await store.workspaces.get(id);
    if (!workspace) return [];
    const session = SessionId.safeParse(sessionId).success ? store.sessions.get(sessionId ?? "") : null;
    const worktree = session?.workspaceId === id ? session.worktree : undefined;
    const paths = await listOf(worktree?.path ?? workspace.localPath);
    return findFiles(paths, q, Math.min(limit, MOST_ANSWERED));
  };
}
