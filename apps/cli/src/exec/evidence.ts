import type { RunRequest } from "@codex-toolloop/protocol";
import type { RunWriter } from "@codex-toolloop/store";
import type { WorkspaceChanges } from "./changes/watch-changes.ts";
import { evidenceMs } from "./grace.ts";
import type { Finish } from "./provenance/run-provenance.ts";

/** How long provenance.json may wait for git and for a vendor's program, where nobody waits for the run's end. */
const PATIENT_MS = 3000;

/** What a run leaves for who has to trust it. */
export interface Evidence {
  changes: Promise<WorkspaceChanges | null> | null;
  /** Absent for a run without agents. */
  provenance?: Finish | undefined;
}

/**
 * Writes changes.diff and provenance.json, however the run ended. Evidence stands beside the outcome: that it could not be
 * written changes nothing of it. Never rejects.
 */
export async function leaveEvidence(
  { changes, provenance }: Evidence,
  { request, writer, signal }: { request: RunRequest; writer: RunWriter; signal: AbortSignal },
): Promise<void> {
  try {
    const changed = await (await changes)?.record();
    if (!provenance) return;
    const withinMs = signal.aborted ? evidenceMs(request.stopGraceSeconds) / 2 : PATIENT_MS;
    writer.writeFile("provenance.json", `${JSON.stringify(await provenance(changed, withinMs), null, 2)}\n`);
  } catch {
    // The disk says so with the run's own files.
  }
}
