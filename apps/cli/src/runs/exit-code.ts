import type { RunStatus } from "@codex-toolloop/protocol";

/** What a terminal program ends with for a run: 0 success, 124 timeout (as `timeout` does), 130 stopped, else 1; 2 is for lines that start nothing. */
export function exitCodeOf(status: RunStatus): number {
  switch (status) {
    case "success":
      return 0;
    case "timeout":
      return 124;
    case "canceled":
      return 130;
    case "failed":
    case "orphaned":
    case "queued":
    case "running":
      return 1;
    default:
      return status satisfies never;
  }
}
