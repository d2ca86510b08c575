import { isFinal, type RunStatus } from "@codex-toolloop/protocol";

/** Every change of status there is. What is not here is refused, so a final status is never overwritten. */
export const TRANSITIONS: Readonly<Record<RunStatus | "new", readonly RunStatus[]>> = {
  /** Nothing recorded yet: a start, or a run of a terminal that the supervisor found (live, or gone without an outcome). */
  new: ["queued", "running", "success", "failed", "canceled", "timeout", "orphaned"],
  /** `running` again is a new fact about the same state (pid known, stop requested). */
  queued: ["queued", "running", "success", "failed", "canceled", "timeout", "orphaned"],
  running: ["running", "success", "failed", "canceled", "timeout", "orphaned"],
  success: [],
  failed: [],
  canceled: [],
  timeout: [],
  orphaned: [],
};

/** May a run go from one status to the other? `new` stands for a run without a record. */
export function mayBecome(from: RunStatus | "new", to: RunStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Which of the supervisor's counters a final status adds to; undefined for success and for live states. */
export function counterOf(status: RunStatus): "failures" | "timeouts" | "cancellations" | "orphans" | undefined {
  if (!isFinal(status)) return undefined;
  switch (status) {
    case "success":
      return undefined;
    case "failed":
      return "failures";
    case "timeout":
      return "timeouts";
    case "canceled":
      return "cancellations";
    case "orphaned":
      return "orphans";
    default:
      return status satisfies never;
  }
}
