import { opendir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ScanAnswer } from "@codex-toolloop/protocol";
import { workspaceId } from "@codex-toolloop/store";
import type { AgentsContext } from "../context.ts";
import { readRemote } from "../git/read-remote.ts";

/** How far a scan goes, so that a huge root costs no more than a moment. */
const BOUNDS = { depth: 4, folders: 5000, ms: 3000 };
type Bounds = typeof BOUNDS;

/**
 * See `AgentsService.scan`: the git checkouts below `workspaceRoots`, at most four levels deep. Links, hidden folders,
 * node_modules, the store, and what lies inside a checkout are not entered.
 */
export async function scanRoots({ store }: Pick<AgentsContext, "store">, bounds: Bounds = BOUNDS): Promise<ScanAnswer> {
  const { workspaceRoots } = store.settings().settings;
  if (workspaceRoots.length === 0)
    return {
      roots: [],
      folders: [],
      truncated: false,
      problem:
        "No folder is set to scan. Name those below which your projects are: workspaceRoots in config.yaml, or TOOLLOOP_WORKSPACE_ROOTS=/home/me/src:/work",
    };
  const budget = { left: bounds.folders, end: performance.now() + bounds.ms, met: false };
  const roots: ScanAnswer["roots"] = [];
  const found = new Set<string>();
  for (const path of new Set(workspaceRoots)) {
    const real = await realFolder(path);
    roots.push(real === null ? { path, problem: "is no folder, or cannot be entered" } : { path });
    if (real !== null) await walk(real, bounds.depth, budget, found, store.root);
  }
  const registered = new Set((await store.workspaces.list()).map((workspace) => workspace.id));
  const paths = [...found].sort();
  const names = paths.map((path) => basename(path));
  const folders = await Promise.all(
    paths.map(async (path) => {
      const name = basename(path) || path;
      const id = workspaceId(path);
      return {
        path,
        // Of several with one name, the folder around it tells which is which.
        suggested_name:
          names.filter((other) => other === name).length > 1 ? `${basename(dirname(path))}/${name}` : name,
        remote: await readRemote(path),
        workspace_id: registered.has(id) ? id : null,
      };
    }),
  );
  return { roots, folders, truncated: budget.met };
}

interface Budget {
  left: number;
  end: number;
  met: boolean;
}

/** Level by level, so that what is near is found first. */
async function walk(root: string, depth: number, budget: Budget, found: Set<string>, store: string): Promise<void> {
  let level = [root];
  for (let deep = 0; deep <= depth && level.length > 0; deep++) {
    const next: string[] = [];
    for (const folder of level) {
      if (budget.left <= 0 || performance.now() > budget.end) {
        budget.met = true;
        return;
      }
      budget.left--;
      const seen = await foldersIn(folder);
      if (seen.isGit) found.add(folder);
      if (seen.isGit && deep > 0) continue;
      for (const name of seen.names) if (join(folder, name) !== store) next.push(join(folder, name));
    }
    level = next;
  }
}

async function foldersIn(folder: string): Promise<{ isGit: boolean; names: string[] }> {
  const seen = { isGit: false, names: [] as string[] };
  try {
    for await (const entry of await opendir(folder)) {
      // A directory in a clone, a file in a worktree or a submodule.
      if (entry.name === ".git") seen.isGit = entry.isDirectory() || entry.isFile();
      else if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
        seen.names.push(entry.name);
    }
  } catch {
    // Not ours to enter, or gone meanwhile.
  }
  seen.names.sort();
  return seen;
}

async function realFolder(path: string): Promise<string | null> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    return null;
  }
}
