import type { RunStatus, UiRunRecord } from "@codex-toolloop/protocol";
import { tell } from "../audit/tell.ts";
import { type Context, say } from "../context.ts";
import { mergeRecord } from "../records/fold-records.ts";
import { mayBecome } from "../transitions.ts";
import type { RunEntry } from "./entry.ts";

type Facts = Partial<Omit<UiRunRecord, "schemaVersion" | "runId" | "at" | "status">>;

/**
 * Notes a transition: in memory at once, on disk when the promise resolves. Rejects with the disk's error, and memory is
 * then ahead of the disk: the caller takes it back. Rejects with TransitionRefused for one that is none, and nothing is
 * noted.
 */
export function record(ctx: Context, entry: RunEntry, status: RunStatus, facts: Facts = {}): Promise<void> {
  const line = note(ctx, entry, status, facts);
  return line ? append(ctx, line) : Promise.reject(new TransitionRefused(entry.runId, entry.record.status, status));
}

/**
 * The same for facts that cannot be taken back: what the disk refuses is kept, and tried again at every check. A refused
 * transition changes nothing and is told in the audit.
 */
export async function recordFact(ctx: Context, entry: RunEntry, status: RunStatus, facts: Facts = {}): Promise<void> {
  const line = note(ctx, entry, status, facts);
  if (!line) return;
  try {
    await append(ctx, line);
  } catch (error) {
    say(ctx, "record_delayed", { runId: entry.runId, status, error: String(error) });
    ctx.unsaved.push(line);
  }
}

/** A change of status that the table does not know; the run is as it was. */
export class TransitionRefused extends Error {
  constructor(runId: string, from: RunStatus, to: RunStatus) {
    super(`${runId}: ${from} cannot become ${to}`);
    this.name = "TransitionRefused";
  }
}

/** Says in the audit that a run stays what it is. */
export function refuseTransition(ctx: Context, entry: RunEntry, to: RunStatus): void {
  const from = entry.record.status;
  tell(ctx, entry, {
    type: "run.transition_refused",
    from,
    to,
    detail: `A run that is ${from} does not become ${to}.`,
  });
}

/** @returns undefined for a transition that is none. */
function note(ctx: Context, entry: RunEntry, status: RunStatus, facts: Facts): UiRunRecord | undefined {
  const from = entry.recorded ? entry.record.status : "new";
  if (!mayBecome(from, status)) {
    refuseTransition(ctx, entry, status);
    return undefined;
  }
  const line = { schemaVersion: 1 as const, runId: entry.runId, at: new Date().toISOString(), status, ...facts };
  entry.record = mergeRecord(entry.record, line);
  if (entry.recorded) return line;
  // The first line says all that is known: of a run of a terminal there has been none so far.
  entry.recorded = true;
  return entry.record;
}

function append(ctx: Context, line: UiRunRecord): Promise<void> {
  return ctx.records
    ? ctx.records.append(line)
    : Promise.reject(new Error("the store is not supervised by this process any more"));
}

/** Tries the delayed lines again, oldest first; stops at the first that the disk still refuses. */
export async function saveDelayed(ctx: Context): Promise<void> {
  while (ctx.records) {
    const line = ctx.unsaved[0];
    if (!line) return;
    try {
      await ctx.records.append(line);
    } catch {
      return;
    }
    ctx.unsaved.shift();
    say(ctx, "record_saved", { runId: line.runId, status: line.status });
  }
}
