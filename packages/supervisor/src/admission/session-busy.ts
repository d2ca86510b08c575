import { isFinal, type Outcome, refuse } from "@codex-toolloop/protocol";
import type { Context } from "../context.ts";

/** One prompt a session at a time: a 409 while another of it waits or runs, also one that a terminal started; else undefined. */
export function sessionBusy(
  ctx: Context,
  sessionId: string | undefined,
): Extract<Outcome<never>, { ok: false }> | undefined {
  if (sessionId === undefined) return undefined;
  for (const { runId, sessionId: of, record } of ctx.entries.values())
    if (of === sessionId && !isFinal(record.status)) return busy(runId, record.status);
  // Of a terminal, and not yet taken note of. One that only waits there was never begun.
  for (const runId of ctx.catalog?.ofSession(sessionId).liveRunIds ?? [])
    if (!ctx.entries.has(runId) && ctx.catalog?.get(runId)?.status === "running") return busy(runId, "running");
  return undefined;
}

function busy(runId: string, status: string): Extract<Outcome<never>, { ok: false }> {
  return refuse(
    409,
    "session_busy",
    "This session has a prompt under way",
    `Run ${runId} is ${status}. A session takes one prompt at a time: wait for its end, or stop it.`,
  );
}
