import { problem, RunId, type RunSummary } from "@codex-toolloop/protocol";
import { refusal } from "../http/answers.ts";
import { InvalidRequest } from "../http/read-request.ts";
import type { Call } from "../http/route.ts";

const DETAIL = "There is no job with this id.";

/** There is no such job. A run that is no script is none. */
export function noSuchJob(): Response {
  return refusal(404, "no_such_job", DETAIL);
}

/** The run behind the job that the path names. */
export async function readJobRun({ params, dashboard }: Call): Promise<RunSummary> {
  const id = RunId.safeParse(params.jobId);
  const run = id.success ? await dashboard.run(id.data) : null;
  if (run?.kind !== "script") throw new InvalidRequest(problem(404, "no_such_job", "Not found", DETAIL));
  return run;
}
