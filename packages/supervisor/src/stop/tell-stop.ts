import { actorOf, tell } from "../audit/tell.ts";
import type { Context } from "../context.ts";
import type { RunEntry } from "../run/entry.ts";
import type { CancelRequest } from "./cancel-queued.ts";

/** Tells in the audit who asked for the end of a run; of those who ask again, nothing more. */
export function tellStop(ctx: Context, entry: RunEntry, { by, reason, at }: CancelRequest): void {
  tell(ctx, entry, {
    type: "run.stop_requested",
    ...(at === undefined ? {} : { at }),
    actor: actorOf(by, reason),
    from: entry.record.status,
    reason,
    ...(reason === "shutdown" ? { detail: "The dashboard is closing." } : {}),
  });
}
