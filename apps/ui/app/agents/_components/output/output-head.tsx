"use client";

import { formatDuration, isFinal } from "@codex-toolloop/protocol";
import { ExternalLink, RotateCcw } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "../../../../components/button.tsx";
import { AgentStrip } from "../../../../components/run-view/agent-strip.tsx";
import { ReplayBadge } from "../../../../components/run-view/replay-badge.tsx";
import { useCalmRunView } from "../../../../components/run-view/run-view-provider.tsx";
import { StatusBadge } from "../../../../components/status-badge.tsx";
import { LiveDuration } from "../../../../components/time.tsx";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";

/** Which run is shown and how it is doing. @param from the address's query that fills the prompt with this one again */
export function OutputHead({ serverNow, from }: { serverNow: number; from: string }) {
  const run = useCalmRunView((s) => s.run);
  const final = isFinal(run.status);
  return (
    <div className="shrink-0 space-y-1 border-b border-line px-3 py-1.5 text-xs">
      <div className="flex items-center gap-x-3 whitespace-nowrap">
        <span className="text-[13px]" data-testid="output-status">
          <StatusBadge
            status={run.status}
            stopping={run.stopRequestedAt !== undefined && !final}
            waits={Boolean(run.approvals?.length)}
          />
        </span>
        {run.startedAt && run.status !== "queued" ? (
          <span className="font-mono" title="Duration">
            {run.durationMs === undefined ? (
              <LiveDuration from={run.startedAt} to={run.finishedAt} serverNow={serverNow} />
            ) : (
              formatDuration(run.durationMs)
            )}
          </span>
        ) : null}
        {run.replayOf || run.runner === "replay" ? <ReplayBadge /> : null}
        <span className="ml-auto flex shrink-0 items-center gap-0.5">
          {final ? (
            <Link
              href={{ pathname: "/agents", search: from }}
              scroll={false}
              prefetch={false}
              title="Fill the prompt with this one"
              className={buttonClass("ghost", "!h-6 !px-1.5", "sm")}
            >
              <RotateCcw aria-hidden className="size-3.5" />
              Again
            </Link>
          ) : null}
          <Link
            href={`/runs/${run.runId}`}
            prefetch={false}
            title="The page of this run: log, files, facts"
            className={buttonClass("ghost", "!h-6 !px-1.5", "sm")}
          >
            <ExternalLink aria-hidden className="size-3.5" />
            Run
          </Link>
        </span>
      </div>
      <AgentStrip />
      {final && run.detail && run.status !== "success" ? (
        <p className="[overflow-wrap:anywhere]">
          <span className="text-muted">{run.reason ? `${run.reason.replaceAll("_", " ")}: ` : ""}</span>
          {visibleText(run.detail)}
        </p>
      ) : null}
    </div>
  );
}
