import { RunProvenance } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { jsonOf } from "./load-step-files.ts";

/** It names every changed file: of a large run this much. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What a run's `provenance.json` says, redacted; null without one that can be read. */
export async function loadProvenance(store: Store, runId: string): Promise<RunProvenance | null> {
  const file = await store.readArtifact(runId, "provenance.json", { maxBytes: MAX_BYTES });
  return RunProvenance.safeParse(jsonOf(file?.content ?? "")).data ?? null;
}
