import { type Outcome, type RunnerInfo, type RunnerType, refuse } from "@codex-toolloop/protocol";
import type { AgentsContext } from "../context.ts";
import { isAllowed, notAllowed } from "./runner-list.ts";

/** A runner that may be used and is there: 403 where the setting leaves it out, 409 with what installs it where it is missing. */
export async function usableRunner(
  { store, runners }: Pick<AgentsContext, "store" | "runners">,
  runner: RunnerType,
): Promise<Outcome<RunnerInfo>> {
  if (!isAllowed(store, runner))
    return refuse(403, "runner_not_allowed", "This runner may not be used", notAllowed(runner));
  const info = await runners.one(runner);
  if (info?.available) return { ok: true, value: info };
  const why = info?.problem ?? "It was not found.";
  const fix = info?.install ? ` Install it with: ${info.install}` : "";
  return refuse(409, "runner_missing", `${info?.label ?? runner} is not available`, `${why}${fix}`);
}
