import { shortId } from "@codex-toolloop/protocol";
import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Callout } from "../../components/callout.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { compareRuns } from "../../lib/compare/compare-runs.ts";
import { loadRunFacts } from "../../lib/compare/load-run-facts.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { dashboard } from "../../lib/server.ts";
import { ChooseRun } from "./_components/choose-run.tsx";
import { Comparison } from "./_components/comparison.tsx";
import { loadCompareParams } from "./compare-params.ts";

interface Props {
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Compare runs" };

/** Two runs side by side; with one or none, a choice of runs. The address is all that it knows. */
export default async function ComparePage({ searchParams }: Props) {
  const params = await loadCompareParams(searchParams);
  // What the run list's form sends, the older run first: an id begins with its time.
  const [first, second] = params.run.slice(0, 2).sort();
  if (first !== undefined && params.a === null)
    redirect(
      `/compare?a=${encodeURIComponent(first)}${second === undefined ? "" : `&b=${encodeURIComponent(second)}`}` as Route,
    );
  const [a, b] = await Promise.all([facts(params.a), facts(params.b)]);
  const missing = [params.a !== null && !a ? params.a : null, params.b !== null && !b ? params.b : null];
  return (
    <>
      <PageHeader title="Compare runs">
        {a && b
          ? "The same things in one row; what differs is marked."
          : "Choose two runs: inputs, steps, cost, outputs, changes and reports are set side by side."}
      </PageHeader>
      {missing.map((id) =>
        id === null ? null : (
          <Callout key={id} level="warning" title="There is no such run">
            {visibleText(shortId(id))} is not in this store, or was removed.
          </Callout>
        ),
      )}
      {a && b ? (
        <Comparison a={a} b={b} compared={compareRuns(a, b)} />
      ) : (
        <ChooseRun chosen={a ?? b} any={params.any} />
      )}
    </>
  );
}

async function facts(runId: string | null) {
  return runId === null ? null : await loadRunFacts(dashboard(), runId);
}
