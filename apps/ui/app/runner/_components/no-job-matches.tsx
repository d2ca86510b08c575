import Link from "next/link";
import { buttonClass } from "../../../components/button.tsx";
import { isFiltered, type RunnerParams, runnerHref } from "../runner-params.ts";

/** Nothing to show although there are jobs: why, and the way back. */
export function NoJobMatches({ params }: { params: RunnerParams }) {
  const beyond = params.offset > 0;
  const back = beyond ? { offset: null } : { status: [], repo: null, script: null, q: null, offset: null };
  return (
    <div className="rounded-lg border border-dashed border-line-strong px-4 py-8 text-center">
      <p className="font-semibold">{beyond ? "There is nothing on this page" : "No job matches"}</p>
      <p className="mt-1 mb-3 text-muted">
        {beyond
          ? "The list has become shorter than this address expects."
          : isFiltered(params)
            ? "Take a filter away, or search for another word."
            : "There is no job yet: queue the first with the form."}
      </p>
      {beyond || isFiltered(params) ? (
        <Link href={runnerHref({ ...params, ...back })} prefetch={false} scroll={false} className={buttonClass()}>
          {beyond ? "Go to the first page" : "Show all jobs"}
        </Link>
      ) : null}
    </div>
  );
}
