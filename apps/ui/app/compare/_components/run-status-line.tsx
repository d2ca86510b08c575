import { formatDuration, type RunSummary, shortId } from "@codex-toolloop/protocol";
import type { LinkProps } from "next/link";
import Link from "next/link";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { visibleText } from "../../../lib/run-view/visible-text.ts";

/** A run in one line. @param href where its title leads; without one to the run itself */
export function RunStatusLine({ run, href }: { run: RunSummary; href?: LinkProps<string>["href"] }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
      <StatusBadge status={run.status} />
      <Link
        href={href ?? `/runs/${run.runId}`}
        prefetch={false}
        className="font-medium underline decoration-line-strong underline-offset-2 hover:text-accent"
      >
        {visibleText(run.title)}
      </Link>
      <span className="font-mono text-[12px] text-muted">{shortId(run.runId)}</span>
      <span className="text-[12.5px] text-muted">
        {visibleText(run.workflow)}
        {run.workspace ? ` · ${visibleText(run.workspace.name)}` : ""}
        {run.runner ? ` · ${run.runner}` : ""}
        {run.durationMs === undefined ? "" : ` · ${formatDuration(run.durationMs)}`}
        {` · ${run.createdAt.slice(0, 16).replace("T", " ")} UTC`}
      </span>
    </p>
  );
}
