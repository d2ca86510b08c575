import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RunId } from "@codex-toolloop/protocol";
import { type Context, say } from "../context.ts";

/** Older ones have been looked at by an earlier start. Milliseconds. */
const LOOK_BACK_MS = 24 * 3_600_000;

/**
 * Removes run directories that a dashboard made and died before it wrote the run down: nobody was told of such a run, and
 * it has never started. Looks at ids of the last day only, so its cost does not grow with the store.
 * @param recorded runs that have a record. @param before milliseconds since the epoch: younger ids are none of its business.
 */
export async function removeHalfMadeRuns(ctx: Context, recorded: Set<string>, before: number): Promise<void> {
  const { store } = ctx.options;
  const runs = join(store.root, "runs");
  for (const runId of await readdir(runs)) {
    if (recorded.has(runId) || ctx.entries.has(runId) || !RunId.safeParse(runId).success) continue;
    const madeAt = Number.parseInt(runId.replaceAll("-", "").slice(0, 12), 16);
    if (madeAt >= before || madeAt < before - LOOK_BACK_MS) continue;
    const request = await store.readRequest(runId);
    const files = await readdir(join(runs, runId)).catch(() => ["?"]);
    // A terminal's own run is not ours to judge; one with more than its request has been somebody's.
    const untouched = files.every((name) => name === "request.json" || name === "spec.md");
    if (!untouched || request === null || request.requestedVia === "cli" || ctx.entries.has(runId)) continue;
    if (ctx.closing || !ctx.records) return;
    await store.deleteRun(runId);
    say(ctx, "half_made_run_removed", { runId });
  }
}
