import { constants, cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@codex-toolloop/store";
import { z } from "zod";
import { gitLook } from "./git-look.ts";
import type { Snapshots, SnapshotWorld } from "./snapshot.ts";

/** Below the run directory; hidden from the list of artifacts by its name. */
export const CHANGES = ".changes.tmp";
/** Files that differ from HEAD at the start and are kept by themselves; of more, git's own copy has to do. */
const KEPT_FILES = 1000;

const Baseline = z.object({ v: z.literal(1), tree: z.string().regex(/^[0-9a-f]{40,64}$/) });

/** Where the objects lie that only the baseline has. */
export const objectsOf = (runDir: string) => join(runDir, CHANGES, "objects");
const fileOf = (runDir: string) => join(runDir, CHANGES, "baseline.json");

/**
 * Keeps what the workspace was when the first run of a chain began, for as long as the run is kept: the tree, and the objects
 * that no commit has. What was staged lies in git's own store only, where a `git gc` may take it once it is staged no more.
 */
export async function keepBaseline(
  world: SnapshotWorld,
  snapshots: Snapshots,
  { runDir, tree, signal }: { runDir: string; tree: string; signal: AbortSignal },
): Promise<void> {
  const paths = await snapshots.beyondHead(KEPT_FILES, signal);
  if (paths.length > 0)
    await gitLook(world, ["hash-object", "-w", "--", ...paths], {
      timeoutMs: 5000,
      signal,
      env: { GIT_OBJECT_DIRECTORY: objectsOf(runDir) },
    });
  // Last: a baseline that has this file is a whole one.
  replaceFile(fileOf(runDir), `${JSON.stringify({ v: 1, tree } satisfies z.infer<typeof Baseline>)}\n`);
}

/** Copies an earlier run's baseline. @returns its tree; null where the run has none. */
export function copyBaseline(from: string, runDir: string): string | null {
  try {
    if (!existsSync(fileOf(from))) return null;
    const { tree } = Baseline.parse(JSON.parse(readFileSync(fileOf(from), "utf8")));
    cpSync(objectsOf(from), objectsOf(runDir), { recursive: true, mode: constants.COPYFILE_FICLONE });
    replaceFile(fileOf(runDir), readFileSync(fileOf(from), "utf8"));
    return tree;
  } catch {
    return null;
  }
}

export function removeBaseline(runDir: string): void {
  rmSync(join(runDir, CHANGES), { recursive: true, force: true });
}
