"use client";

import Link from "next/link";
import { StatusBadge } from "../../components/status-badge.tsx";
import { StopButton } from "../../components/stop-button.tsx";
import { RelativeTime } from "../../components/time.tsx";
import type { RunRow as Row } from "../../lib/run-row.ts";
import { DurationBar } from "./duration-bar.tsx";
import { formatUsage } from "./format-usage.ts";

/** A table cell; on a narrow screen a place in the card. */
const CELL = "px-2.5 py-1.5 align-middle max-md:block max-md:p-0";
const WIDE_ONLY = "px-2.5 py-1.5 align-middle max-lg:hidden";

/** One run. The whole row is its link; on a narrow screen it is a card of three lines. */
export function RunRow({
  run,
  serverNow,
  selected,
  usage,
  fresh,
}: {
  run: Row;
  serverNow: number;
  selected: boolean;
  /** Whether the table has a column for tokens and cost. */
  usage: boolean;
  /** Came in while the page was open. */
  fresh: boolean;
}) {
  const live = run.status === "running" || run.status === "queued";
  return (
    <tr
      data-run={run.id}
      data-status={run.status}
      aria-selected={selected}
      className={`relative border-b border-line last:border-b-0 hover:bg-raised/70 aria-selected:bg-raised aria-selected:shadow-[inset_3px_0_0_var(--accent)] max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 max-md:gap-y-0.5 max-md:px-3 max-md:py-2 ${fresh ? "animate-row-in" : ""}`}
    >
      <td className={`${CELL} max-md:col-start-1 max-md:row-start-1 max-md:text-xs md:pl-4`}>
        <StatusBadge status={run.status} stopping={run.stopping} />
      </td>
      <td className={`${CELL} max-md:col-start-1 max-md:row-start-2 max-md:min-w-0`}>
        <span className="flex min-w-0 items-baseline gap-2">
          <Link
            href={`/runs/${run.id}`}
            prefetch={false}
            className="max-w-full shrink-0 truncate font-medium outline-offset-2 after:absolute after:inset-0 after:content-['']"
          >
            {run.title}
          </Link>
          {run.workflow !== run.title ? (
            <span className="shrink-0 font-mono text-xs text-muted max-lg:hidden">{run.workflow}</span>
          ) : null}
          {run.note ? (
            <span title={run.note} className="truncate text-xs text-muted">
              {run.note}
            </span>
          ) : null}
        </span>
      </td>
      <td
        title={run.workspacePath}
        className={`${CELL} truncate max-md:col-start-1 max-md:row-start-3 max-md:max-w-56 max-md:text-xs max-md:text-muted`}
      >
        {run.workspace ?? <span className="text-muted max-md:hidden">–</span>}
      </td>
      <td className={`${CELL} text-muted max-md:col-start-2 max-md:row-start-1 max-md:text-right max-md:text-xs`}>
        <RelativeTime at={run.startedAt ?? run.createdAt} serverNow={serverNow} />
      </td>
      <td className={`${CELL} max-md:col-start-2 max-md:row-start-3 max-md:justify-self-end max-md:text-xs`}>
        <DurationBar run={run} serverNow={serverNow} />
      </td>
      {usage ? <td className={`${WIDE_ONLY} whitespace-nowrap text-muted`}>{formatUsage(run)}</td> : null}
      <td className={`${WIDE_ONLY} truncate text-muted`} title={`${run.by}, by ${run.via}`}>
        {run.by}
      </td>
      <td className={`${CELL} text-right max-md:col-start-2 max-md:row-start-2 md:pr-3`}>
        {live ? <StopButton runId={run.id} title={run.title} stopping={run.stopping} /> : null}
      </td>
    </tr>
  );
}
