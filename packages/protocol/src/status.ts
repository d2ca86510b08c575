import { z } from "zod";

/** The closed list of run states. "Stopping" is not one: it is `stopRequestedAt` on the record. */
export const RunStatus = z.enum(["queued", "running", "success", "failed", "canceled", "timeout", "orphaned"]);
export type RunStatus = z.infer<typeof RunStatus>;

export const FinalStatus = z.enum(["success", "failed", "canceled", "timeout", "orphaned"]);
export type FinalStatus = z.infer<typeof FinalStatus>;

/** Why a status holds. May grow, so readers accept any string; these are the ones this version writes. */
export const REASONS = [
  "exit_zero",
  "exit_nonzero",
  "step_failed",
  "output_invalid",
  "spawn_error",
  "stop_requested",
  "deadline",
  "shutdown",
  "signal",
  "process_gone",
  "disk_full",
  "read_only",
  "internal_error",
  "workspace_missing",
  "nothing_to_do",
  "turn_failed",
  "turn_interrupted",
  "approval_cancelled",
  "runner_missing",
  "replay_missing",
  "replay_unreadable",
  "kept",
  "approved",
  "declined",
  "pushed_back",
  "sent_back",
  "checks_failed",
  "nothing_to_check",
  "max_turns",
  "resume_missing",
] as const;
export const Reason = z.string().min(1).max(64);
export type Reason = (typeof REASONS)[number] | (string & {});

export const RunKind = z.enum(["workflow", "script", "prompt"]);
export type RunKind = z.infer<typeof RunKind>;

/** How surely a stop reaches every process of a run, strongest first. `scan` is best effort. */
export const KillLevel = z.enum(["namespace", "subreaper", "scan"]);
export type KillLevel = z.infer<typeof KillLevel>;

/** True for a status that never changes again. */
export function isFinal(status: RunStatus): status is FinalStatus {
  return status !== "queued" && status !== "running";
}
