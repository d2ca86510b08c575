import { type Outcome, refuse } from "@codex-toolloop/protocol";
import type { Context } from "./context.ts";

/** Why nothing may be started (or stopped) here now, as a 503; undefined when it may. */
export function refusalOf(
  ctx: Context,
  what: "started" | "stopped" | "told",
): Extract<Outcome<never>, { ok: false }> | undefined {
  if (ctx.closing)
    return refuse(
      503,
      "shutting_down",
      "The dashboard is closing",
      `Nothing is ${what} any more. Start it again first.`,
    );
  if (!ctx.refusal && ctx.options.store.settings().settings.readOnly)
    return refuse(503, "read_only", "This dashboard is read-only", `Nothing is ${what}: the setting readOnly is on.`);
  if (!ctx.refusal) return undefined;
  // The store was lost under us: nothing new, but what runs can be ended.
  if (what === "stopped" && ctx.records) return undefined;
  const { why, holder } = ctx.refusal;
  const where = holder?.address ? ` Use ${holder.address}.` : "";
  return refuse(503, "read_only", "This dashboard is read-only", `Nothing can be ${what} here: ${why}.${where}`);
}

/** Nobody stops a run that is over. */
export function alreadyFinal(runId: string, status: string): Extract<Outcome<never>, { ok: false }> {
  return refuse(409, "run_already_final", "The run is already over", `Run ${runId} is ${status}.`);
}
