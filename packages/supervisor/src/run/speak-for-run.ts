import type { RunMeta } from "@codex-toolloop/protocol";
import { type Context, say } from "../context.ts";
import type { RunEntry } from "./entry.ts";

/**
 * Writes meta.json and the index line of a run that is over and never wrote any itself: canceled in the queue, failed at
 * its start, ended before its first word. Without them it would be unknown to the command line, to `prune` and to a
 * rebuilt index. No process of the run is left, so meta.json keeps one writer.
 * @returns whether it is written; the record and its overlay say it otherwise.
 */
export function speakForRun(ctx: Context, entry: RunEntry, outcome: Partial<RunMeta>): boolean {
  const { runId, record, identity } = entry;
  const { startedAt } = record;
  try {
    const writer = ctx.options.store.openRunWriter(runId);
    try {
      writer.writeMeta({
        ...outcome,
        ...(identity && startedAt !== undefined ? { ...identity, startedAt } : {}),
      });
    } finally {
      writer.close();
    }
    return true;
  } catch (error) {
    say(ctx, "meta_not_written", { runId, error: String(error) });
    return false;
  }
}
