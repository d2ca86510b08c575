import { liveness } from "@codex-toolloop/process";
import { type Context, say } from "../context.ts";
import type { RunEntry } from "./entry.ts";

/**
 * A launcher ends its run at the deadline by itself, unless somebody froze it (SIGSTOP): it is woken once its time is over,
 * and does its work then. To one that is awake this means nothing.
 */
export function wakeOverdue(ctx: Context, entry: RunEntry): void {
  const { identity, timeoutSeconds, record } = entry;
  if (!identity || timeoutSeconds === undefined || record.startedAt === undefined) return;
  if (Date.now() < Date.parse(record.startedAt) + (timeoutSeconds + entry.graceSeconds) * 1000) return;
  try {
    if (liveness(identity) === "alive") process.kill(identity.pid, "SIGCONT");
  } catch (error) {
    // Gone meanwhile, or nobody can say now: the next check looks again.
    say(ctx, "not_woken", { runId: entry.runId, error: String(error) });
  }
}
