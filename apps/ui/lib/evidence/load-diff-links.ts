import type { RunSummary } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { loadShownIndex } from "../diff/load-diff.ts";
import type { DiffLinks } from "./evidence-path.ts";

/** How what a run's steps name leads into its diff. */
export async function loadDiffLinks(store: Store, run: RunSummary): Promise<DiffLinks> {
  return { runId: run.runId, files: await loadShownIndex(store, run.runId), workspace: run.workspace?.path };
}
