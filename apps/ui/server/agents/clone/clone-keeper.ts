import { isFinal, RunListQuery, type RunRequest, type RunSummary } from "@codex-toolloop/protocol";
import { cloneWorkspace } from "@codex-toolloop/workflows";
import type { AgentsContext } from "../context.ts";
import { isCloneFolder, removeCloneFolder, reserveFolder, sweepFolders } from "./clone-folders.ts";

type Context = Pick<AgentsContext, "store" | "catalog" | "supervisor" | "hub" | "onError">;

/** Sees to it that a clone that succeeded is registered, once, and that one that did not leaves nothing. */
export interface CloneKeeper {
  /** An empty folder for a run that is about to be asked for. */
  reserve(name: string, runId: string): string;
  /** The run did not come to be: its folder goes. */
  release(path: string, runId: string): Promise<void>;
  /** Resolves when all that is known to be over has been dealt with. */
  idle(): Promise<void>;
  close(): void;
}

const NAME = cloneWorkspace.definition.name;

/**
 * Follows the runs `workspace.clone`: each that ends is dealt with at once, and those that ended while no dashboard was
 * there as soon as this one supervises the store.
 */
export function keepClones(context: Context): CloneKeeper {
  const { store, catalog, supervisor } = context;
  /** Which run speaks for a folder: the last one that was to make it. */
  const claims = new Map<string, string>();
  let work: Promise<void> = Promise.resolve();
  let held = false;
  const queue = (next: () => Promise<void>) => {
    work = work.then(next).catch(context.onError);
  };

  const settle = async (run: RunSummary): Promise<void> => {
    if (!held) return;
    const request = await readClone(context, run.runId);
    if (!request) return;
    const { path } = request;
    if ((claims.get(path) ?? run.runId) !== run.runId) return;
    claims.set(path, run.runId);
    if (!isFinal(run.status)) return;
    if (run.status === "success") await register(context, request);
    else if (!(await isKept(context, path, run.runId))) await removeCloneFolder(store.root, path, run.runId);
    claims.delete(path);
  };
  const settleAll = async (): Promise<void> => {
    const seen = new Set<string>();
    for (const run of newestFirst(catalog)) {
      const request = await readClone(context, run.runId);
      // Of several runs with one folder, one after the other, the last one decides.
      if (!request || seen.has(request.path)) continue;
      seen.add(request.path);
      await settle(run).catch(context.onError);
    }
    const registered = new Set((await store.workspaces.list()).map((w) => w.localPath));
    await sweepFolders(store.root, (path) => claims.has(path) || registered.has(path));
  };

  const look = () => {
    const before = held;
    held = supervisor.authority().held;
    if (held && !before) queue(settleAll);
  };
  const offCatalog = catalog.onChange((runs) => {
    for (const run of runs) if (run.workflow === NAME && isFinal(run.status)) queue(() => settle(run));
  });
  const offSupervisor = supervisor.onChange(look);
  look();

  return {
    reserve(name, runId) {
      const path = reserveFolder(store.root, name, (free) => !claims.has(free));
      claims.set(path, runId);
      return path;
    },
    async release(path, runId) {
      await removeCloneFolder(store.root, path, runId);
      if (claims.get(path) === runId) claims.delete(path);
    },
    idle: async () => {
      for (let seen: unknown; seen !== work; ) {
        seen = work;
        await work;
      }
    },
    close() {
      offCatalog();
      offSupervisor();
    },
  };
}

interface Clone {
  runId: string;
  path: string;
  sourceUri: string;
  displayName: string | undefined;
}

/** What a clone was to make; null where the run is none of ours, or is gone. */
async function readClone({ store }: Context, runId: string): Promise<Clone | null> {
  const request: RunRequest | null = await store.readRequest(runId).catch(() => null);
  if (request?.workflow !== NAME || request.source !== "builtin") return null;
  const { path, source_uri, display_name } = request.inputs;
  const displayName = display_name === undefined ? undefined : String(display_name);
  return { runId, path: String(path), sourceUri: String(source_uri), displayName };
}

async function register({ store, hub }: Context, { runId, path, sourceUri, displayName }: Clone): Promise<void> {
  // Whoever has deleted the folder since does not want it in the list.
  if (!(await isCloneFolder(store.root, path))) return;
  const added = await store.workspaces.addClone({ runId, path, sourceUri, displayName });
  if (added) hub.tell({ type: "workspaces.changed" });
}

/**
 * The folder is a workspace, or was one after this run had its turn: who takes a clone off the list without ticking its
 * folder keeps it, also when the run that made it is deleted later. Run ids sort by time.
 */
async function isKept({ store }: Context, path: string, runId: string): Promise<boolean> {
  if ((await store.workspaces.list()).some((workspace) => workspace.localPath === path)) return true;
  return (await store.workspaces.clonesAt(path)).some((later) => later > runId);
}

function* newestFirst(catalog: Context["catalog"]): Generator<RunSummary> {
  const limit = 200;
  for (let offset = 0; ; offset += limit) {
    const { items, total } = catalog.query(RunListQuery.parse({ workflow: NAME, limit, offset }));
    yield* items;
    if (offset + limit >= total) return;
  }
}
