import { RunId } from "@codex-toolloop/protocol";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { PageHeader } from "../../components/page-header.tsx";
import { EMPTY_FORM, type FormState } from "../../lib/action-state.ts";
import { toRunRow } from "../../lib/run-row.ts";
import { dashboard } from "../../lib/server.ts";
import { JobFilters } from "./_components/job-filters.tsx";
import { JobPages } from "./_components/job-pages.tsx";
import { JobPanel } from "./_components/job-panel.tsx";
import { JobTable } from "./_components/job-table.tsx";
import { KeepFresh } from "./_components/keep-fresh.tsx";
import { NewJobForm } from "./_components/new-job-form.tsx";
import { isFiltered, jobsQuery, loadRunnerParams, type RunnerParams } from "./runner-params.ts";

export const metadata: Metadata = { title: "Runner" };

/** The job queue of scripts: start one, see them all, follow one. What is filtered and selected stands in the address. */
export default async function RunnerPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await loadRunnerParams(searchParams);
  const { catalog, runner } = dashboard();
  const [repos, scripts, initial] = await Promise.all([
    runner.repos(),
    runner.scripts(params.repo ?? undefined),
    formValues(params),
  ]);
  const page = catalog.query(jobsQuery(params));
  return (
    <div data-fill className="flex flex-col gap-3 lg:h-0 lg:min-h-[46rem] lg:grow">
      <KeepFresh />
      <PageHeader title="Runner">Approved scripts, one after the other: queue one, follow it, cancel it.</PageHeader>
      <div className="grid min-h-0 grow gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <aside aria-label="New job" className="min-h-0 lg:overflow-y-auto">
          <NewJobForm key={params.from ?? ""} repos={repos} scripts={scripts} initial={initial} />
        </aside>
        <div className="grid min-h-0 min-w-0 gap-3 lg:grid-rows-[minmax(14rem,2fr)_minmax(0,3fr)]">
          <section aria-label="Jobs" className="flex min-h-0 flex-col">
            <JobFilters params={params} repos={repos} scripts={scripts} />
            <JobTable
              rows={page.items.map(toRunRow)}
              params={params}
              serverNow={Date.now()}
              filtered={isFiltered(params)}
            />
            <JobPages params={params} total={page.total} limit={page.limit} shown={page.items.length} />
          </section>
          <JobPanel jobId={params.job} params={params} />
        </div>
      </div>
    </div>
  );
}

/** What the form begins with: an earlier job's request, or the repo and script of the filters. */
async function formValues(params: RunnerParams): Promise<FormState> {
  const from = RunId.safeParse(params.from);
  const job = from.success ? await dashboard().runner.job(from.data) : null;
  if (!job)
    return {
      ...EMPTY_FORM,
      values: { ...(params.repo && { repo_id: params.repo }), ...(params.script && { script_key: params.script }) },
    };
  const args = Object.entries(job.args).map(([name, value]) => [`args.${name}`, String(value)]);
  return {
    ...EMPTY_FORM,
    values: { ...Object.fromEntries(args), script_key: job.script_key, ...(job.repo_id && { repo_id: job.repo_id }) },
  };
}
