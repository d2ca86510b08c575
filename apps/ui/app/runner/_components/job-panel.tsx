import { isFinal, RunId } from "@codex-toolloop/protocol";
import Link from "next/link";
import { Callout } from "../../../components/callout.tsx";
import { LogView } from "../../../components/run-view/log/log-view.tsx";
import { RunViewProvider } from "../../../components/run-view/run-view-provider.tsx";
import { StepProgress } from "../../../components/run-view/step-progress.tsx";
import { loadRunView } from "../../../lib/run-view/load-run-view.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../lib/server.ts";
import { type RunnerParams, runnerHref } from "../runner-params.ts";
import { JobEvents } from "./job-events.tsx";
import { JobFacts } from "./job-facts.tsx";
import { JobHead } from "./job-head.tsx";

/** The selected job: what it is, what happened to it, and its log, live. */
export async function JobPanel({ jobId, params }: { jobId: string; params: RunnerParams }) {
  const { runner, store, address } = dashboard();
  const [job, run, request] = RunId.safeParse(jobId).success
    ? await Promise.all([runner.job(jobId), dashboard().run(jobId), store.readRequest(jobId)])
    : [null, null, null];
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
  const last = job.events.at(-1);
  return (
    <RunViewProvider key={job.job_id} initial={initial}>
      <section
        aria-label="Selected job"
        className="flex min-h-0 flex-col gap-1.5 max-lg:border-t max-lg:border-line max-lg:pt-3"
        data-testid="job-panel"
      >
        <JobHead
          job={job}
          address={address}
          params={params}
          graceSeconds={request?.stopGraceSeconds ?? null}
          serverNow={now}
        />
        {job.detail && isFinal(job.status) && job.status !== "success" ? (
          <p className="line-clamp-2 [overflow-wrap:anywhere]" title={job.detail}>
            {job.reason ? <span className="text-muted">{job.reason.replaceAll("_", " ")}: </span> : null}
            {visibleText(job.detail)}
          </p>
        ) : null}
        <StepProgress />
        <details className="group min-h-0 shrink-0 rounded-md border border-line bg-panel text-[12.5px]">
          <summary className="flex items-baseline gap-2 px-3 py-1 marker:content-none">
            <span aria-hidden className="text-muted group-open:rotate-90">
              ▸
            </span>
            <span className="shrink-0 font-medium">Facts and events</span>
            <span className="min-w-0 truncate text-muted">
              {job.events.length} events
              {last ? `, last ${last.at.slice(11, 19)}: ${last.detail ?? last.type.slice(4).replace("_", " ")}` : ""}
            </span>
          </summary>
          <div className="grid max-h-44 gap-x-6 gap-y-2 overflow-auto border-t border-line px-3 py-2 xl:grid-cols-2">
            <JobFacts job={job} serverNow={now} />
            <JobEvents events={job.events} />
          </div>
        </details>
        <div className="flex h-[60dvh] min-h-[10rem] flex-col [&>:first-child]:rounded-t-md [&>:first-child]:border-t [&>:first-child]:border-line lg:h-auto lg:grow">
          <LogView />
        </div>
      </section>
    </RunViewProvider>
  );
}
