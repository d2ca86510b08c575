"use client";

import {
  formatDuration,
  isFinal,
  type Resumable,
  type RunRequest,
  type RunSummary,
  type StopReceipt,
  shortId,
} from "@codex-toolloop/protocol";
import { GitCompareArrows, MessagesSquare, RotateCcw } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { Button, buttonClass } from "../../../../../components/button.tsx";
import { useFacts } from "../../../../../components/frame/facts.tsx";
import { AgentStrip } from "../../../../../components/run-view/agent-strip.tsx";
import { CopyButton } from "../../../../../components/run-view/copy-button.tsx";
import { DeadlineLeft } from "../../../../../components/run-view/deadline-left.tsx";
import { ReplayBadge } from "../../../../../components/run-view/replay-badge.tsx";
import { useRunView } from "../../../../../components/run-view/run-view-provider.tsx";
import { StopControl } from "../../../../../components/run-view/stop-control.tsx";
import { StatusBadge } from "../../../../../components/status-badge.tsx";
import { LiveDuration, RelativeTime } from "../../../../../components/time.tsx";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { ContinueRun } from "./continue-run.tsx";
import { ReceiptNote } from "./receipt-note.tsx";
import { type Continuation, RunLine } from "./run-line.tsx";
import { StepGraph } from "./step-graph.tsx";
import { Waterfall } from "./waterfall.tsx";

/** What a run is, how it is doing, and what can be done about it. */
export function RunHead({
  request,
  command,
  receipt,
  resumable,
  continuations,
  serverNow,
}: {
  request: RunRequest | null;
  /** The line that starts the same from a terminal, and the inputs that it leaves out because they are masked. */
  command: { line: string; leftOut: string[] } | null;
  receipt: StopReceipt | null;
  /** What of it can be gone on with; null where nothing can. */
  resumable: Resumable | null;
  continuations: readonly Continuation[];
  serverNow: number;
}) {
  const run = useRunView((s) => s.run);
  const final = isFinal(run.status);
  const { readOnly } = useFacts();
  return (
    <header className="shrink-0 space-y-2 md:space-y-2.5">
      <nav aria-label="Breadcrumb" className="text-[12px] text-muted max-md:hidden">
        <Link href="/" className="underline-offset-2 hover:text-fg hover:underline">
          Runs
        </Link>
        <span aria-hidden> / </span>
        <span className="font-mono" title={run.runId}>
          {shortId(run.runId)}
        </span>
      </nav>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1
          className="line-clamp-2 min-w-0 text-[17px] leading-6 font-semibold [overflow-wrap:anywhere]"
          title={visibleText(run.title)}
        >
          {visibleText(run.title)}
          {run.workspace ? (
            <span className="font-normal text-muted" title={visibleText(run.workspace.path)}>
              {" · "}
              {visibleText(run.workspace.name)}
            </span>
          ) : null}
        </h1>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span role="status">
            <StatusBadge
              status={run.status}
              stopping={run.stopRequestedAt !== undefined}
              waits={(run.approvals?.length ?? 0) > 0}
            />
          </span>
          {run.replayOf ? <ReplayBadge /> : null}
          <Clock run={run} serverNow={serverNow} />
          {(run.approvals?.length ?? 0) > 0 ? <DeadlineLeft className="text-muted" /> : null}
        </p>
        <div className="flex flex-wrap items-center gap-2 md:ml-auto">
          {run.sessionId ? (
            <Link href={`/agents?session=${run.sessionId}&run=${run.runId}`} className={buttonClass()} prefetch={false}>
              <MessagesSquare aria-hidden className="size-3.5" />
              Session
            </Link>
          ) : null}
          {final ? (
            <ContinueRun resumable={resumable} />
          ) : (
            <StopControl run={run} graceSeconds={request?.stopGraceSeconds ?? null} serverNow={serverNow} />
          )}
          {final ? (
            <Link href={{ pathname: "/compare", query: { a: run.runId } }} className={buttonClass()} prefetch={false}>
              <GitCompareArrows aria-hidden className="size-3.5" />
              Compare with…
            </Link>
          ) : null}
          {readOnly ? (
            <Button disabled title="This dashboard is read-only">
              <RotateCcw aria-hidden className="size-3.5" />
              Run again
            </Button>
          ) : (
            <Link href={againHref(run)} className={buttonClass()} prefetch={false}>
              <RotateCcw aria-hidden className="size-3.5" />
              Run again
            </Link>
          )}
          {command ? (
            <>
              <CopyButton text={command.line} label="Copy command" />
              {command.leftOut.length > 0 ? (
                <span className="text-xs text-muted" title={command.leftOut.join(", ")}>
                  A masked value is left out of it
                </span>
              ) : null}
            </>
          ) : (
            <Button disabled title={request ? "No command starts this" : "This run left no request.json"}>
              Copy command
            </Button>
          )}
        </div>
      </div>
      {final ? null : (
        <noscript>
          <p className="text-muted">
            Without JavaScript this page stands still.{" "}
            <a href={`/runs/${run.runId}`} className="underline">
              Reload it
            </a>{" "}
            to see how the run is doing.
          </p>
        </noscript>
      )}
      {final && run.detail && run.status !== "success" ? (
        // In full in the About tab.
        <p className="text-[13px] [overflow-wrap:anywhere] max-md:line-clamp-3 md:line-clamp-4">
          <span className="text-muted">{run.reason ? `${run.reason.replaceAll("_", " ")}: ` : ""}</span>
          {visibleText(run.detail)}
        </p>
      ) : null}
      <RunLine resumes={run.resumes} continuations={continuations} />
      <ReceiptNote initial={receipt} />
      <AgentStrip />
      <StepGraph />
      <Waterfall serverNow={serverNow} />
    </header>
  );
}

function Clock({ run, serverNow }: { run: RunSummary; serverNow: number }) {
  const usual = run.usualDurationMs;
  return (
    <>
      {run.status === "queued" ? (
        <span className="text-muted">
          {run.queuePosition === undefined
            ? "waiting for a slot"
            : run.queuePosition === 1
              ? "next in the queue"
              : `position ${run.queuePosition} in the queue`}
          {" · asked "}
          <RelativeTime at={run.createdAt} serverNow={serverNow} />
        </span>
      ) : null}
      {run.startedAt && run.status !== "queued" ? (
        <>
          <span className="font-mono text-[13px]" title="Duration">
            {run.finishedAt && run.durationMs !== undefined ? (
              formatDuration(run.durationMs)
            ) : (
              <LiveDuration from={run.startedAt} to={run.finishedAt} serverNow={serverNow} />
            )}
          </span>
          {usual === undefined ? null : <span className="text-muted">usually {formatDuration(usual)}</span>}
          <span className="text-muted">
            started <RelativeTime at={run.startedAt} serverNow={serverNow} />
          </span>
        </>
      ) : null}
    </>
  );
}

/** Where the same is asked for again: a form, a session, or the import that cloned. */
function againHref(run: RunSummary): Route {
  if (run.kind === "prompt") return `/agents?session=${run.sessionId}&from=${run.runId}` as Route;
  return (run.workflow === "workspace.clone" ? "/agents?open=import" : `/new?from=${run.runId}`) as Route;
}
