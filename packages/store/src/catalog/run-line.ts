import type { RunSummary, WorkspaceRef } from "@codex-toolloop/protocol";
import type { RunCatalog } from "../contract.ts";

/** The run that a line of continuations began with; the run itself where it goes on with none. */
export function lineStart(catalog: Pick<RunCatalog, "get">, runId: string): string {
  const seen = new Set<string>();
  let at = runId;
  // Files can be edited: a ring has no start.
  while (!seen.has(at)) {
    seen.add(at);
    at = catalog.get(at)?.resumes?.runId ?? at;
  }
  return at;
}

/**
 * A live run of the same line in the same folder: two would work on the same steps in the same files. A run without a folder is
 * in nobody's way. @param isLive what the list does not know, of a run that it calls live.
 */
export function liveOfLine(
  catalog: Pick<RunCatalog, "get" | "live">,
  runId: string,
  workspace: WorkspaceRef | undefined,
  isLive: (run: RunSummary) => boolean = () => true,
): RunSummary | undefined {
  if (!workspace) return undefined;
  const start = lineStart(catalog, runId);
  return catalog
    .live()
    .find(
      (run) =>
        run.workspace !== undefined &&
        sameFolder(run.workspace, workspace) &&
        lineStart(catalog, run.runId) === start &&
        isLive(run),
    );
}

/** By id where both have one: the paths of a list are masked. */
export function sameFolder(a: WorkspaceRef, b: WorkspaceRef): boolean {
  return a.id !== undefined && b.id !== undefined ? a.id === b.id : a.path === b.path;
}
