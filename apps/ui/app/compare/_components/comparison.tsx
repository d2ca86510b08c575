import { formatDuration, type Usage } from "@codex-toolloop/protocol";
import { ArrowLeftRight } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "../../../components/button.tsx";
import { Callout } from "../../../components/callout.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import type { RunComparison, RunFacts } from "../../../lib/compare/compare-runs.ts";
import { loadDiffLinks } from "../../../lib/evidence/load-diff-links.ts";
import { tokensOf } from "../../../lib/format-usage.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../lib/server.ts";
import { compareHref } from "../compare-params.ts";
import { FileRows } from "./file-rows.tsx";
import { OutputPairs } from "./output-pairs.tsx";
import { RunStatusLine } from "./run-status-line.tsx";
import { type SideRow, SideTable } from "./side-table.tsx";
import { StepRows } from "./step-rows.tsx";
import { TextSection } from "./text-section.tsx";

/** Everything that two runs can be compared in. */
export async function Comparison({ a, b, compared }: { a: RunFacts; b: RunFacts; compared: RunComparison }) {
  const { store } = dashboard();
  const [left, right] = await Promise.all([loadDiffLinks(store, a.run), loadDiffLinks(store, b.run)]);
  const links = (query: string) => (
    <>
      <Link className="underline" prefetch={false} href={`/runs/${a.run.runId}?${query}`}>
        A
      </Link>{" "}
      <Link className="underline" prefetch={false} href={`/runs/${b.run.runId}?${query}`}>
        B
      </Link>
    </>
  );
  return (
    <div className="space-y-6">
      <Sides a={a} b={b} />
      {compared.workflow.same ? null : (
        <Callout level="warning" title="These are runs of different workflows">
          Inputs and steps of the same name stand in one row, whatever they mean there.
        </Callout>
      )}
      <section aria-label="In short">
        <h2 className="mb-1 font-semibold">In short</h2>
        <SideTable label="In short" rows={shortRows(compared)} />
      </section>
      <section aria-label="Inputs">
        <h2 className="mb-1 font-semibold">Inputs</h2>
        {compared.inputs.length === 0 ? (
          <p className="text-muted">Neither run has inputs.</p>
        ) : (
          <SideTable label="Inputs" rows={inputRows(compared)} />
        )}
      </section>
      <TextSection title="Spec" path="spec.md" pair={compared.spec} links={links("tab=files&file=spec.md")} />
      <StepRows compared={compared} />
      <OutputPairs compared={compared} links={{ a: left, b: right }} />
      <FileRows compared={compared} />
      <TextSection title="Report" path="final-report.md" pair={compared.report} links={links("tab=report")} />
    </div>
  );
}

function Sides({ a, b }: { a: RunFacts; b: RunFacts }) {
  const side = (name: "A" | "B", facts: RunFacts, other: RunFacts) => (
    <div className="min-w-0 rounded-lg border border-line bg-panel px-4 py-2.5">
      <p className="mb-0.5 flex gap-3 text-[12px] text-muted">
        {name}
        <Link href={compareHref({ a: other.run.runId })} prefetch={false} className="underline">
          choose another
        </Link>
      </p>
      <RunStatusLine run={facts.run} />
    </div>
  );
  return (
    <section aria-label="The two runs" className="grid items-center gap-3 lg:grid-cols-[1fr_auto_1fr]">
      {side("A", a, b)}
      <Link
        href={compareHref({ a: b.run.runId, b: a.run.runId })}
        prefetch={false}
        className={buttonClass("ghost", "justify-self-center")}
      >
        <ArrowLeftRight aria-hidden className="size-3.5" /> Swap
      </Link>
      {side("B", b, a)}
    </section>
  );
}

function shortRows({ a, b, workflow, workspace, durationMs, usage }: RunComparison): SideRow[] {
  const number = (value: number | undefined | null) => value?.toLocaleString("en") ?? null;
  const row = (name: string, left: string | null, right: string | null): SideRow => ({
    ...{ key: name, name, a: left, b: right, same: left === right },
  });
  const of = (name: string, value: (u: Usage | undefined) => number | undefined) =>
    row(name, number(value(usage.a ?? undefined)), number(value(usage.b ?? undefined)));
  const cost = (u: Usage | null, replayed: boolean) =>
    u?.costUsd === undefined || replayed ? null : `$${u.costUsd.toFixed(4)}`;
  return [
    {
      key: "status",
      name: "Status",
      a: <StatusBadge status={a.status} />,
      b: <StatusBadge status={b.status} />,
      same: a.status === b.status,
    },
    row("Workflow", visibleText(workflow.a ?? ""), visibleText(workflow.b ?? "")),
    row("Workspace", workspace.a && visibleText(workspace.a), workspace.b && visibleText(workspace.b)),
    row("Duration", time(durationMs.a), time(durationMs.b)),
    of("Tokens in", (u) => u?.inputTokens),
    of("Tokens out", (u) => u?.outputTokens),
    of("All tokens", tokensOf),
    row("Cost", cost(usage.a, a.replayOf !== undefined), cost(usage.b, b.replayOf !== undefined)),
  ];
}

const time = (ms: number | null) => (ms === null ? null : formatDuration(ms));

function inputRows({ inputs }: RunComparison): SideRow[] {
  return inputs.map(({ name, a, b, same }) => ({
    ...{ key: name, name: visibleText(name), same },
    a: a === null ? null : visibleText(String(a).slice(0, 500)),
    b: b === null ? null : visibleText(String(b).slice(0, 500)),
  }));
}
