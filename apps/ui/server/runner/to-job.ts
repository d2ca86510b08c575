import type { Job, RunSummary } from "@codex-toolloop/protocol";

/** A run in the words of the Runner page. @param run of kind `script`, from the catalog: redacted already. */
export function toJob(run: RunSummary): Job {
  return {
    job_id: run.runId,
    script_key: run.workflow,
    title: run.title,
    repo_id: run.workspace?.id,
    repo_name: run.workspace?.name,
    status: run.status,
    reason: run.reason,
    detail: run.detail,
    requested_by: run.requestedBy,
    created_at: run.createdAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    duration_ms: run.durationMs,
    stop_requested_at: run.stopRequestedAt,
    queue_position: run.queuePosition,
    usual_duration_ms: run.usualDurationMs,
  };
}
