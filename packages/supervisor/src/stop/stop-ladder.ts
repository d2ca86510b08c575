import { type ProcessIdentity, requestStop } from "@codex-toolloop/process";
import { type Context, say } from "../context.ts";
import { within } from "../deferred.ts";
import type { RunEntry } from "../run/entry.ts";
import { isGone } from "../run/is-gone.ts";
import { settleRun } from "../run/settle-run.ts";
import { noteSignal } from "./receipt.ts";

/** How long a launcher may need beyond its grace to kill, collect and write exit.json. */
const LAUNCHER_MS = 5_000;

/**
 * Ends a run whose stop has been asked for: the run process acts on the control line by itself; after the grace the
 * launcher gets TERM (it forwards it, waits the grace, and kills level by level); a launcher that does not end is told to
 * hurry, and one that does not end even then is killed itself and swept after. Resolves when the run is final.
 * @param skipControl the control line could not be written: nothing to wait for.
 */
export async function stopLadder(ctx: Context, entry: RunEntry, skipControl: boolean): Promise<void> {
  const { stop } = entry;
  if (!stop) return;
  if (entry.launching) await entry.launching;
  const { settled } = entry;
  const hurry = stop.hurry.signal;
  const graceMs = entry.graceSeconds * 1000;

  if (!skipControl && (await within(settled.promise, graceMs, hurry))) return;
  const { identity } = entry;
  if (!identity) {
    // Nobody to ask: what can be found of it is ended.
    say(ctx, "stop_without_pid", { runId: entry.runId });
    return settleRun(ctx, entry);
  }
  if (await ended(ctx, entry)) return;
  if (!hurry.aborted) {
    askLauncher(ctx, entry, identity, false);
    if (await settledOrGone(ctx, entry, graceMs + LAUNCHER_MS, hurry)) return;
  }
  askLauncher(ctx, entry, identity, true);
  // The kill loop gives up after five seconds of its own and reports who survived.
  if (await settledOrGone(ctx, entry, 2 * LAUNCHER_MS)) return;
  if (!isGone(identity)) {
    const signalled = send(identity.pid, "SIGKILL");
    const target = `launcher ${identity.pid}`;
    noteSignal(ctx, entry, { at: new Date().toISOString(), signal: "SIGKILL", target, signalled });
  }
  if (!(await settledOrGone(ctx, entry, LAUNCHER_MS)))
    say(ctx, "stop_failed", { runId: entry.runId, pid: identity.pid });
}

function askLauncher(ctx: Context, entry: RunEntry, identity: ProcessIdentity, hurry: boolean): void {
  try {
    const sent = requestStop(identity, { hurry });
    // A launcher that somebody froze would not hear it.
    if (sent.signalled && !isGone(identity)) send(identity.pid, "SIGCONT");
    noteSignal(ctx, entry, sent);
  } catch (error) {
    // Whether it is still ours to signal cannot be found out now; the next rung asks again.
    say(ctx, "signal_not_sent", { runId: entry.runId, error: String(error) });
  }
}

/** @returns false when it has gone, or is not ours to signal. */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Waits for the end; for a launcher that is not our child, also looks whether it is there. */
async function settledOrGone(ctx: Context, entry: RunEntry, ms: number, hurry?: AbortSignal): Promise<boolean> {
  // Not the clock on the wall: that one may be set back while we wait.
  const until = performance.now() + ms;
  for (;;) {
    const wait = Math.max(0, Math.min(until - performance.now(), entry.isChild ? ms : 250));
    if (await within(entry.settled.promise, wait, hurry)) return true;
    if (await ended(ctx, entry)) return true;
    if (hurry?.aborted || performance.now() >= until) return false;
  }
}

async function ended(ctx: Context, entry: RunEntry): Promise<boolean> {
  if (!entry.identity || !isGone(entry.identity)) return false;
  await settleRun(ctx, entry);
  return true;
}
