import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { buttonClass } from "../components/button.tsx";
import { isFiltered, loadListParams, toListQuery } from "../lib/list-params.ts";
import { toRunRow } from "../lib/run-row.ts";
import { dashboard } from "../lib/server.ts";
import { EmptyRuns } from "./_components/empty-runs.tsx";
import { FilterBar } from "./_components/filter-bar.tsx";
import { LiveRefresh } from "./_components/live-refresh.tsx";
import { NoMatch } from "./_components/no-match.tsx";
import { Pagination } from "./_components/pagination.tsx";
import { RunTable } from "./_components/run-table.tsx";
import { StatStrip } from "./_components/stat-strip.tsx";
import { firstRecorded } from "./new/recorded-workflow.ts";

// A template does not reach the page beside it.
export const metadata: Metadata = { title: { absolute: "Runs · Codex ToolLoop" } };

/** All runs of this store, newest first, with filters in the address. Memory only: the catalog holds the list. */
export default async function RunsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await loadListParams(searchParams);
  const { catalog, supervisor, store } = dashboard();
  if (catalog.size() === 0)
    return (
      <>
        <EmptyRuns recorded={await firstRecorded()} />
        <LiveRefresh />
      </>
    );
  const now = new Date();
  const page = catalog.query(toListQuery(params));
  const stats = catalog.stats(now);
  const [records, known] = await Promise.all([store.workspaces.list(), dashboard().workflows()]);
  const workspaces = store.redactor().json(records);
  const workflows = known.entries.map((e) => ({
    value: e.definition.name,
    label: e.definition.title ?? e.definition.name,
  }));
  return (
    <>
      <div className="mb-3 flex items-center justify-between gap-4">
        <h1 className="text-lg font-semibold tracking-tight">Runs</h1>
        <Link href="/new" prefetch={false} className={buttonClass("primary")}>
          New run
        </Link>
      </div>
      <StatStrip stats={stats} slots={supervisor.slots()} />
      <FilterBar
        params={params}
        counts={stats.byStatus}
        workflows={workflows}
        workspaces={workspaces.map((w) => ({ value: w.id, label: w.displayName }))}
      />
      {page.items.length === 0 ? (
        <>
          <NoMatch params={params} filtered={isFiltered(params)} />
          <LiveRefresh />
        </>
      ) : (
        <>
          <RunTable rows={page.items.map(toRunRow)} serverNow={now.getTime()} firstPage={page.offset === 0} />
          <Pagination
            params={params}
            total={page.total}
            limit={page.limit}
            offset={page.offset}
            shown={page.items.length}
          />
        </>
      )}
    </>
  );
}
