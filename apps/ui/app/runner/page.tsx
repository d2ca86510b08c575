import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { PageHeader } from "../../components/page-header.tsx";
import { toRunRow } from "../../lib/run-row.ts";
import { dashboard } from "../../lib/server.ts";
import { EmptyRunner } from "./_components/empty-runner.tsx";
import { JobFilters } from "./_components/job-filters.tsx";
import { JobPages } from "./_components/job-pages.tsx";
import { JobPanel } from "./_components/job-panel.tsx";
import { JobTable } from "./_components/job-table.tsx";
import { KeepFresh } from "./_components/keep-fresh.tsx";
import { LostConnection } from "./_components/lost-connection.tsx";
import { NewJob } from "./_components/new-job.tsx";
import { NoJobMatches } from "./_components/no-job-matches.tsx";
import { formValues } from "./form-values.ts";
import { everyScript, offeredScripts } from "./offered-scripts.ts";
import { isFiltered, jobsQuery, loadRunnerParams } from "./runner-params.ts";

export const metadata: Metadata = { title: "Runner" };

/** The job queue of scripts: start one, see them all, follow one. What is filtered and selected stands in the address. */
export default async function RunnerPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await loadRunnerParams(searchParams);
  const { catalog, runner, store } = dashboard();
  const initial = await formValues(runner, params);
  const chosen = params.repo_id ?? initial.values.repo_id;
  const trusted = (await store.workspaces.list()).filter((w) => w.trusted).map((w) => w.id);
  const [repos, offered] = await Promise.all([
    runner.repos(),
    offeredScripts(runner, chosen ? [...trusted, chosen] : trusted),
  ]);
  const scripts = everyScript(offered);
  const page = catalog.query(jobsQuery(params));
  const filtered = isFiltered(params);
  const fresh = page.total === 0 && !filtered && params.job === null;
  return (
    <div data-fill className="flex flex-col gap-3 lg:h-0 lg:min-h-[40rem] lg:grow">
      <KeepFresh job={params.job} />
      <PageHeader title="Runner">Approved scripts, queued and run in your repositories, oldest first.</PageHeader>
      <LostConnection />
      <div className="grid min-h-0 grow grid-cols-[minmax(0,1fr)] gap-3 lg:grid-cols-[19rem_minmax(0,1fr)] lg:gap-4">
        <aside aria-label="New job" className="min-h-0 lg:overflow-y-auto">
          <NewJob from={params.from} open={fresh} repos={repos} scripts={offered} initial={initial} params={params} />
        </aside>
        {fresh ? (
          <EmptyRunner repos={repos} scripts={scripts} storeRoot={store.root} />
        ) : (
          <div
            className={`flex min-h-0 min-w-0 flex-col gap-3 lg:grid ${params.job ? "lg:grid-rows-[fit-content(42%)_minmax(0,1fr)]" : ""}`}
          >
            <section aria-label="Jobs" className="flex min-h-0 flex-col max-lg:max-h-[70dvh]">
              <JobFilters params={params} repos={repos} scripts={scripts} />
              {page.items.length === 0 ? (
                <NoJobMatches params={params} />
              ) : (
                <JobTable rows={page.items.map(toRunRow)} params={params} serverNow={Date.now()} />
              )}
              <JobPages params={params} total={page.total} limit={page.limit} shown={page.items.length} />
            </section>
            {params.job ? <JobPanel jobId={params.job} params={params} /> : null}
          </div>
        )}
      </div>
    </div>
  );
}
