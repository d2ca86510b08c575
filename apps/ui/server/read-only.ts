import { type Problem, problem } from "@codex-toolloop/protocol";
import type { Supervisor } from "@codex-toolloop/supervisor";

/** Why nothing may be changed through this dashboard, as an answer; undefined when it may. */
export function readOnlyProblem(supervisor: Pick<Supervisor, "authority">): Problem | undefined {
  const { readOnly, why, holder } = supervisor.authority();
  if (!readOnly) return undefined;
  const where = holder?.address ? ` Use the dashboard at ${holder.address}` : "";
  return problem(503, "read_only", "This dashboard is read-only", `${why ?? "read-only"}.${where}`);
}
