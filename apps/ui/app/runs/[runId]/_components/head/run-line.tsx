import { type RunSummary, shortId } from "@codex-toolloop/protocol";
import { ArrowLeft, ArrowRight } from "lucide-react";
import Link from "next/link";
import { StatusBadge } from "../../../../../components/status-badge.tsx";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";

/** A run that goes on with the one that is shown. */
export type Continuation = Pick<RunSummary, "runId" | "status"> & { from?: string | undefined };

/** The line that a run stands in: what it goes on with, and what goes on with it. */
export function RunLine({
  resumes,
  continuations,
}: {
  resumes: RunSummary["resumes"];
  continuations: readonly Continuation[];
}) {
  if (!resumes && continuations.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-[12.5px] text-muted" data-testid="run-line">
      {resumes ? (
        <span className="inline-flex flex-wrap items-center gap-1.5">
          <ArrowLeft aria-hidden className="size-3.5" />
          goes on with
          <RunLink runId={resumes.runId} />
          {resumes.from === undefined ? null : <span>again from {visibleText(resumes.from)}</span>}
        </span>
      ) : null}
      {continuations.map((c) => (
        <span key={c.runId} className="inline-flex flex-wrap items-center gap-1.5">
          <ArrowRight aria-hidden className="size-3.5" />
          {c.from === undefined ? "continued by" : `run again from ${visibleText(c.from)} by`}
          <RunLink runId={c.runId} />
          <StatusBadge status={c.status} />
        </span>
      ))}
    </p>
  );
}

function RunLink({ runId }: { runId: string }) {
  return (
    <Link href={`/runs/${runId}`} prefetch={false} className="font-mono text-fg underline underline-offset-2">
      {shortId(runId)}
    </Link>
  );
}
