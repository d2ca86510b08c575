import type { Job, JobListQuery, Page } from "@codex-toolloop/protocol";
import type { RunCatalog } from "@codex-toolloop/store";
import { toJob } from "./to-job.ts";

/** See `RunnerService.jobs`: newest first, from the list in memory. */
export function listJobs(catalog: RunCatalog, query: JobListQuery): Page<Job> {
  const { repo_id, script_key, ...page } = query;
  const found = catalog.query({ ...page, kind: "script", workspace: repo_id, workflow: script_key });
  return { ...found, items: found.items.map(toJob) };
}
