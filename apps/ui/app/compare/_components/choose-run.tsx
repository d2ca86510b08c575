import { LIMITS, type RunSummary } from "@codex-toolloop/protocol";
import Link from "next/link";
import type { RunFacts } from "../../../lib/compare/compare-runs.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../lib/server.ts";
import { compareHref } from "../compare-params.ts";
import { RunStatusLine } from "./run-status-line.tsx";

/** The runs to choose from: any for the first, those of the same workflow for the second. */
export function ChooseRun({ chosen, any }: { chosen: RunFacts | null; any: boolean }) {
  const workflow = chosen && !any ? chosen.run.workflow : undefined;
  const page = dashboard().catalog.query({
    ...(workflow === undefined ? { kind: "workflow" } : { workflow }),
    limit: LIMITS.pageDefault,
    offset: 0,
  });
  const runs = page.items.filter((run) => run.runId !== chosen?.run.runId);
  const others = page.total - page.items.length;
  return (
    <>
      {chosen ? (
        <section aria-label="The first run" className="mb-4 rounded-lg border border-line bg-panel px-4 py-2.5">
          <RunStatusLine run={chosen.run} />
        </section>
      ) : null}
      <div className="mb-2 flex flex-wrap items-baseline gap-x-4">
        <h2 className="font-semibold">
          {chosen
            ? any
              ? "Compare with any run"
              : `Compare with a run of ${visibleText(chosen.run.workflow)}`
            : "The first run"}
        </h2>
        {chosen ? (
          <Link
            href={compareHref({ a: chosen.run.runId, any: any ? null : true })}
            prefetch={false}
            className="text-[12.5px] text-accent underline underline-offset-2"
          >
            {any ? "only runs of the same workflow" : "runs of other workflows too"}
          </Link>
        ) : null}
      </div>
      {runs.length === 0 ? (
        <p className="text-muted">There is no other run{workflow ? " of this workflow" : ""} yet.</p>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-panel">
          {runs.map((run) => (
            <li key={run.runId} className="px-4 py-2">
              <RunStatusLine run={run} href={hrefOf(chosen, run)} />
            </li>
          ))}
        </ul>
      )}
      {others > 0 ? <p className="mt-2 text-muted">{others} older ones: choose them in the run list.</p> : null}
    </>
  );
}

function hrefOf(chosen: RunFacts | null, run: RunSummary) {
  return compareHref(chosen ? { a: chosen.run.runId, b: run.runId } : { a: run.runId });
}
