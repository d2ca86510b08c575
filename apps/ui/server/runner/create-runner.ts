import type { RunCatalog } from "@codex-toolloop/store";
import type { Supervisor } from "@codex-toolloop/supervisor";
import type { RunnerService } from "../../lib/contract.ts";
import type { StartContext } from "../start-run.ts";
import { cancelJob } from "./cancel-job.ts";
import { createJob } from "./create-job.ts";
import { listJobs } from "./list-jobs.ts";
import { listRepos } from "./list-repos.ts";
import { listScripts } from "./list-scripts.ts";
import { readJob } from "./read-job.ts";

/** What the Runner stands on: what a start needs, and the list of runs. */
export interface RunnerContext extends StartContext {
  catalog: RunCatalog;
  supervisor: Supervisor;
}

/** How are approved scripts queued, shown and canceled? A job is a run of kind `script`; nothing runs beside the queue. */
export function createRunner(context: RunnerContext): RunnerService {
  return {
    repos: () => listRepos(context.store),
    scripts: (repoId) => listScripts(context, repoId),
    createJob: (body, key, caller) => createJob(context, body, key, caller),
    jobs: (query) => listJobs(context.catalog, query),
    job: (jobId) => readJob(context, jobId),
    cancel: (jobId, caller) => cancelJob(context, jobId, caller),
  };
}
