import { isFinal, type RunStatus } from "@codex-toolloop/protocol";
import type { Context } from "../context.ts";

/** See `Supervisor.settled`. Rejects for a run that nobody knows. */
export async function settledStatus(ctx: Context, runId: string): Promise<RunStatus> {
  const entry = ctx.entries.get(runId);
  if (entry) return entry.settled.promise;
  const { catalog } = ctx;
  const listed = catalog?.get(runId);
  if (!catalog || !listed) throw new Error(`There is no run ${runId} to wait for.`);
  if (isFinal(listed.status)) return listed.status;
  // A live run that we do not watch (not yet, or not at all: read-only) ends in the lists.
  return new Promise((resolve) => {
    const stop = catalog.onChange((runs) => {
      const run = runs.find((r) => r.runId === runId);
      if (!run || !isFinal(run.status)) return;
      stop();
      resolve(run.status);
    });
  });
}
