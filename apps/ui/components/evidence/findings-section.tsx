import { ArrowDown, ArrowUp } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { DiffLinks } from "../../lib/evidence/evidence-path.ts";
import {
  countSeverities,
  type FindingSort,
  type FoundFinding,
  SEVERITIES,
  sortFindings,
} from "../../lib/evidence/findings.ts";
import { type FindingsParams, findingsHref } from "../../lib/evidence/findings-params.ts";
import { FindingsTable } from "./findings-table.tsx";
import { SeverityCounts } from "./severity-counts.tsx";

const ROWS = 100;
const MOST = 1000;

/** All findings of a run: counted, sorted and filtered by links, so that the address holds the view. @param base path and tab */
export function FindingsSection({
  findings,
  links,
  params,
  base,
}: {
  findings: readonly FoundFinding[];
  links: DiffLinks;
  params: FindingsParams;
  base: string;
}) {
  const counts = countSeverities(findings);
  const wanted = findings.filter((f) => params.severity === null || f.severity === params.severity);
  const shown = sortFindings(wanted, { by: params.sort, down: params.down }).slice(0, params.all ? MOST : ROWS);
  const head = (by: FindingSort, word: string) => <SortHead by={by} word={word} params={params} base={base} />;
  return (
    <section id="findings" aria-label="Findings" className="scroll-mt-4">
      <div className="mb-1.5 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="font-semibold">
          {findings.length} {findings.length === 1 ? "finding" : "findings"}
        </h2>
        <SeverityCounts counts={counts} />
        <ul aria-label="Severity" className="flex flex-wrap gap-1 text-[12px]">
          {[null, ...SEVERITIES.filter((s) => counts[s] > 0)].map((severity) => (
            <li key={severity}>
              <Link
                href={findingsHref(base, params, { severity, all: false }) as Route}
                replace
                scroll={false}
                prefetch={false}
                aria-current={params.severity === severity || undefined}
                className="block rounded-full border border-line px-2 py-0.5 text-muted hover:text-fg aria-[current=true]:border-accent aria-[current=true]:text-fg"
              >
                {severity === null ? "all" : `only ${severity}`}
              </Link>
            </li>
          ))}
        </ul>
      </div>
      <FindingsTable
        findings={shown}
        links={links}
        heads={{ severity: head("severity", "Severity"), area: head("area", "Area"), step: head("step", "Step") }}
      />
      {shown.length < wanted.length ? (
        <p className="mt-1 text-muted">
          {wanted.length - shown.length} more
          {params.all ? " are in the JSON of the steps." : ": "}
          {params.all ? null : (
            <Link
              href={findingsHref(base, params, { all: true }) as Route}
              replace
              scroll={false}
              prefetch={false}
              className="text-accent underline underline-offset-2"
            >
              show them
            </Link>
          )}
        </p>
      ) : null}
    </section>
  );
}

/** A column's head: sorts by it, and turns it around when it is sorted by already. */
function SortHead({ by, word, params, base }: { by: FindingSort; word: string; params: FindingsParams; base: string }) {
  const on = params.sort === by;
  const Arrow = params.down ? ArrowUp : ArrowDown;
  return (
    <th aria-sort={on ? (params.down ? "descending" : "ascending") : undefined} className="py-1 pr-4 font-medium">
      <Link
        href={findingsHref(base, params, { sort: by, down: on ? !params.down : false }) as Route}
        replace
        scroll={false}
        prefetch={false}
        title={by === "severity" && !(on && !params.down) ? "High first" : undefined}
        className="inline-flex items-center gap-1 whitespace-nowrap hover:text-fg"
      >
        {word}
        {on ? <Arrow aria-hidden className="size-3" /> : null}
      </Link>
    </th>
  );
}
