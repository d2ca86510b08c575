import { readOnlyProblem } from "../../read-only.ts";
import { InvalidRequest } from "./read-request.ts";
import type { Call } from "./route.ts";

/** Stops a change where this dashboard may change nothing. */
export function refuseReadOnly({ dashboard }: Call): void {
  const refused = readOnlyProblem(dashboard.supervisor);
  if (refused) throw new InvalidRequest(refused);
}
