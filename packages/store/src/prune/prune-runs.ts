import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { isFinal, type RunMeta, type RunSummary } from "@codex-toolloop/protocol";
import { listArtifactFiles } from "../run/artifacts.ts";
import { runDirOf } from "../run/run-dir.ts";

export interface PruneOptions {
  days: number;
  keep: number;
  now: Date;
  dryRun?: boolean;
  isLive(meta: RunMeta): boolean;
}

/**
 * Deletes final runs that ended more than `days` ago, except the newest `keep` final ones. Live runs and queued ones
 * never, nor what these go on with: they copy what they need of it when they begin. A run whose process is gone without a
 * word (`isLive` says no) counts as final.
 * @param runs all runs, newest first. @param remove deletes one run.
 */
export async function pruneRuns(
  root: string,
  runs: readonly RunSummary[],
  remove: (runId: string) => Promise<void>,
  options: PruneOptions,
): Promise<{ removed: string[]; bytes: number; kept: number }> {
  const before = options.now.getTime() - options.days * 86_400_000;
  const removed: string[] = [];
  let bytes = 0;
  let kept = 0;
  let finals = 0;
  const isOver = (run: RunSummary) =>
    run.status !== "queued" && !options.isLive(run) && (isFinal(run.status) || run.status === "running");
  const needed = new Set(runs.flatMap((run) => (run.resumes && !isOver(run) ? [run.resumes.runId] : [])));
  for (const run of runs) {
    const final = isOver(run);
    if (final) finals++;
    const ended = Date.parse(run.finishedAt ?? run.createdAt);
    if (!final || finals <= options.keep || ended >= before || needed.has(run.runId)) {
      kept++;
      continue;
    }
    bytes += await sizeOf(runDirOf(root, run.runId));
    if (!options.dryRun) await remove(run.runId);
    removed.push(run.runId);
  }
  return { removed, bytes, kept };
}

async function sizeOf(dir: string): Promise<number> {
  let bytes = 0;
  for (const { path } of await listArtifactFiles(dir))
    bytes += (await lstat(join(dir, path)).catch(() => ({ size: 0 }))).size;
  return bytes;
}
