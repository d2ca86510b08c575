import { isFinal, RunId } from "@codex-toolloop/protocol";
import Link from "next/link";
import { Callout } from "../../../components/callout.tsx";
import { LogView } from "../../../components/run-view/log/log-view.tsx";
import { RunViewProvider } from "../../../components/run-view/run-view-provider.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { loadRunView } from "../../../lib/run-view/load-run-view.ts";
import { dashboard } from "../../../lib/server.ts";
import { type RunnerParams, runnerHref } from "../runner-params.ts";
import { JobActions } from "./job-actions.tsx";
import { JobEvents } from "./job-events.tsx";
import { JobFacts } from "./job-facts.tsx";

/** The selected job: what it is, what happened to it, and its log, live. */
export async function JobPanel({ jobId, params }: { jobId: string | null; params: RunnerParams }) {
  if (!jobId)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-4 py-10 text-center text-muted">
        Choose a job to see what happened to it and what it prints.
      </p>
    );
  const { runner, store } = dashboard();
  const [job, run] = RunId.safeParse(jobId).success
    ? await Promise.all([runner.job(jobId), dashboard().run(jobId)])
    : [null, null];
  if (!job || !run)
    return (
      <Callout level="warning" title="There is no such job in this store.">
        It may have been removed by retention.{" "}
        <Link href={runnerHref({ ...params, job: null })} className="underline">
          Show the list only
        </Link>
      </Callout>
    );
  const initial = await loadRunView(store, run);
  const now = Date.now();
  return (
    <section aria-label="Selected job" className="flex min-h-0 flex-col gap-2" data-testid="job-panel">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="min-w-0 truncate text-[15px] font-semibold">
          {job.title}
          {job.repo_name ? <span className="font-normal text-muted"> · {job.repo_name}</span> : null}
        </h2>
        <StatusBadge status={job.status} stopping={job.stop_requested_at !== undefined && !isFinal(job.status)} />
        {job.detail && isFinal(job.status) && job.status !== "success" ? (
          <span className="min-w-0 truncate text-muted" title={job.detail}>
            {job.detail}
          </span>
        ) : null}
        <JobActions job={job} address={dashboard().address} params={params} />
      </div>
      <div className="grid shrink-0 gap-2 xl:grid-cols-2">
        <JobFacts job={job} serverNow={now} />
        <JobEvents events={job.events} />
      </div>
      <RunViewProvider key={job.job_id} initial={initial}>
        <div className="flex min-h-[16rem] grow flex-col">
          <LogView />
        </div>
      </RunViewProvider>
    </section>
  );
}
