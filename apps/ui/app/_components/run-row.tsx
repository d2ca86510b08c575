"use client";

import { shortId } from "@codex-toolloop/protocol";
import Link from "next/link";
import { StatusBadge } from "../../components/status-badge.tsx";
import { StopButton } from "../../components/stop-button.tsx";
import { RelativeTime } from "../../components/time.tsx";
import { formatUsage } from "../../lib/format-usage.ts";
import type { RunRow as Row } from "../../lib/run-row.ts";
import { COMPARE_FORM } from "./compare-bar.tsx";
import { DurationBar } from "./duration-bar.tsx";

/** One run. The whole row is its link; on a narrow screen it is a card of three lines (run-list.css). */
export function RunRow({
  run,
  serverNow,
  selected,
  usage,
  fresh,
  chosen,
  choose,
}: {
  run: Row;
  serverNow: number;
  selected: boolean;
  /** Whether the table has a column for tokens and cost. */
  usage: boolean;
  /** Came in while the page was open. */
  fresh: boolean;
  /** To be compared. */
  chosen: boolean;
  choose(id: string, on: boolean): void;
}) {
  const live = run.status === "running" || run.status === "queued";
  return (
    <tr data-run={run.id} data-status={run.status} aria-selected={selected} className={fresh ? "fresh" : undefined}>
      <td className="state">
        <input
          type="checkbox"
          name="run"
          value={run.id}
          form={COMPARE_FORM}
          checked={chosen}
          onChange={(e) => choose(run.id, e.target.checked)}
          aria-label={`Compare ${run.title}`}
        />
        <StatusBadge status={run.status} stopping={run.stopping} waits={run.waits !== undefined} />
      </td>
      <td className="about">
        <span className="name">
          <Link href={`/runs/${run.id}`} prefetch={false} title={run.title}>
            {run.title}
          </Link>
          {run.replay ? (
            <span className="text-orphaned" title="A recording, played again: no agent ran">
              replay
            </span>
          ) : null}
          {run.resumes ? (
            <Link href={`/runs/${run.resumes}`} prefetch={false} className="session" title="Goes on with this run">
              continues {shortId(run.resumes)}
            </Link>
          ) : null}
          {run.session ? (
            <Link href={`/agents?session=${run.session}&run=${run.id}`} prefetch={false} className="session">
              session
            </Link>
          ) : run.workflow.toLowerCase() !== run.title.toLowerCase() ? (
            <code>{run.workflow}</code>
          ) : null}
          {run.note ? <span title={run.note}>{run.note}</span> : null}
        </span>
      </td>
      <td className="where cut" title={run.workspacePath}>
        {run.workspace}
      </td>
      <td className="when quiet">
        <RelativeTime at={run.startedAt ?? run.createdAt} serverNow={serverNow} />
      </td>
      <td className="took">
        <DurationBar run={run} serverNow={serverNow} />
      </td>
      {usage ? <td className="wide quiet cut num">{formatUsage(run)}</td> : null}
      <td className="wide quiet cut" title={`${run.by}, by ${run.via}`}>
        {run.by}
      </td>
      <td>{live ? <StopButton runId={run.id} title={run.title} stopping={run.stopping} /> : null}</td>
    </tr>
  );
}
