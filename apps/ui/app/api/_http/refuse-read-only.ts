import { problem } from "@codex-toolloop/protocol";
import type { Call } from "./methods.ts";
import { InvalidRequest } from "./read-request.ts";

/** Stops a change where this dashboard may change nothing. */
export function refuseReadOnly({ dashboard }: Call): void {
  const { readOnly, why, holder } = dashboard.supervisor.authority();
  if (!readOnly) return;
  const where = holder?.address ? ` Use the dashboard at ${holder.address}` : "";
  throw new InvalidRequest(problem(503, "read_only", "This dashboard is read-only", `${why ?? "read-only"}.${where}`));
}
