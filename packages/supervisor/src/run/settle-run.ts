import { sweepRun } from "@codex-toolloop/process";
import { type ExitFile, isFinal, type ProcessFact, type RunMeta, resolveStatus } from "@codex-toolloop/protocol";
import { type Context, say } from "../context.ts";
import { isPassing } from "../failure.ts";
import type { RunEntry } from "./entry.ts";
import { finishRun } from "./finish-run.ts";

/** How long leftovers of a vanished launcher are hunted. */
const SWEEP_MS = 5_000;

/** What a vanished launcher left running, and what became of it. */
export interface Leftovers {
  killed: ProcessFact[];
  survived: ProcessFact[];
}

/** The run's tree is gone (its launcher ended, or left exit.json): finds out how it ended, and writes that down. Once. */
export function settleRun(ctx: Context, entry: RunEntry): Promise<void> {
  entry.settling ??= settle(ctx, entry).catch((error: unknown) => {
    // The next check tries again.
    entry.settling = undefined;
    throw error;
  });
  return entry.settling;
}

async function settle(ctx: Context, entry: RunEntry): Promise<void> {
  if (entry.launching) await entry.launching;
  // After a shutdown that left it alone, the run is the next supervisor's.
  if (ctx.closing && !ctx.records) return;
  if (entry.recorded && isFinal(entry.record.status)) return;
  const { runId } = entry;
  const { store } = ctx.options;
  const exit = await readable(ctx, runId, () => store.readExit(runId));
  // A launcher that was killed itself could not clear up below it.
  const leftovers = exit ? undefined : await sweep(ctx, entry);
  const meta = await readable(ctx, runId, () => store.readMeta(runId));
  entry.hasMeta = meta !== null;
  const resolved = resolveStatus({
    // A run that was claimed and vanished is as good as one that ran: it is not started again.
    record: entry.recorded ? { ...entry.record, status: "running" } : undefined,
    ...(meta ? { meta } : {}),
    ...(exit ? { exit } : {}),
    liveness: "gone",
  });
  if (!isFinal(resolved.status)) throw new Error(`${runId} ended, and is ${resolved.status}`);
  await finishRun(ctx, entry, {
    status: resolved.status,
    reason: resolved.reason ?? "internal_error",
    detail: detailOf(meta, exit, resolved.status),
    exit: exit ?? undefined,
    meta: meta ?? undefined,
    leftovers,
  });
}

/** Ends what a vanished launcher left. @returns undefined when that could not be looked for. */
export async function sweep(ctx: Context, { runId }: RunEntry): Promise<Leftovers | undefined> {
  const swept = await readable(ctx, runId, () =>
    sweepRun({ runId, runDir: ctx.options.store.runDir(runId), timeoutMs: SWEEP_MS }),
  );
  if (!swept) return undefined;
  if (swept.killed.length + swept.survived.length > 0)
    say(ctx, "swept", { runId, killed: swept.killed.length, survived: swept.survived.length });
  return swept;
}

/** What cannot be read is no evidence; the log says so. What only cannot be read now is no reason to judge: it rejects. */
async function readable<T>(ctx: Context, runId: string, read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isPassing(error)) throw error;
    say(ctx, "unreadable", { runId, error: String(error) });
    return null;
  }
}

function detailOf(meta: RunMeta | null, exit: ExitFile | null, status: string): string | undefined {
  if (meta && meta.status === status) return meta.detail;
  if (exit?.spawnError) return exit.spawnError.slice(0, 2000);
  if (status === "orphaned") return "The run's process is gone, and it did not write how it ended.";
  if (status === "timeout") return "The deadline passed; the launcher ended the run.";
  if (exit?.signal) return `The run's process was ended by ${exit.signal}.`;
  if (exit?.exitCode) return `The run's process ended with exit code ${exit.exitCode}.`;
  return undefined;
}
