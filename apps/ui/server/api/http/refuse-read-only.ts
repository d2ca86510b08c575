import { problem } from "@codex-toolloop/protocol";
import { InvalidRequest } from "./read-request.ts";
import type { Call } from "./route.ts";

/** Stops a change where this dashboard may change nothing. */
export function refuseReadOnly({ dashboard }: Call): void {
  const { readOnly, why, holder } = dashboard.supervisor.authority();
  if (!readOnly) return;
  const where = holder?.address ? ` Use the dashboard at ${holder.address}` : "";
  throw new InvalidRequest(problem(503, "read_only", "This dashboard is read-only", `${why ?? "read-only"}.${where}`));
}
