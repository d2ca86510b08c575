import { isFinal } from "@codex-toolloop/protocol";
import Link from "next/link";
import { buttonClass } from "../../../../components/button.tsx";
import { Callout } from "../../../../components/callout.tsx";
import { RunViewProvider } from "../../../../components/run-view/run-view-provider.tsx";
import { StepProgress } from "../../../../components/run-view/step-progress.tsx";
import { StopControl } from "../../../../components/run-view/stop-control.tsx";
import { StatusBadge } from "../../../../components/status-badge.tsx";
import { loadRunView } from "../../../../lib/run-view/load-run-view.ts";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../../lib/server.ts";
import { type AgentsParams, agentsHref } from "../../agents-params.ts";

/** A clone that was asked for: its progress, the way to cancel it, and its end. */
export async function Clone({ runId, params }: { runId: string; params: AgentsParams }) {
  const { store, agents } = dashboard();
  const run = await dashboard().run(runId);
  if (!run) return <Callout level="warning" title="There is no such import in this store." />;
  const [initial, request, all] = await Promise.all([
    loadRunView(store, run),
    store.readRequest(runId),
    agents.workspaces(),
  ]);
  const from = request?.inputs.source_uri;
  const made = run.status === "success" ? all.find((w) => w.local_path === request?.inputs.path) : undefined;
  return (
    <RunViewProvider key={runId} initial={initial}>
      <div className="space-y-3">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span role="status">
            <StatusBadge status={run.status} stopping={run.stopRequestedAt !== undefined && !isFinal(run.status)} />
          </span>
          <span className="min-w-0 truncate">
            {visibleText(store.redactor().text(typeof from === "string" ? from : run.title))}
          </span>
          {run.queuePosition ? <span className="text-muted">position {run.queuePosition} in the queue</span> : null}
        </p>
        <StepProgress />
        {run.status === "success" ? (
          <Link
            href={agentsHref({ workspace: made?.id ?? params.workspace })}
            prefetch={false}
            scroll={false}
            className={buttonClass("primary")}
          >
            {made ? `Open ${made.display_name}` : "Close"}
          </Link>
        ) : isFinal(run.status) ? (
          <>
            <Callout
              level="error"
              role="alert"
              title={run.status === "canceled" ? "The import was canceled." : "The import failed."}
            >
              {run.detail ? <p className="[overflow-wrap:anywhere]">{visibleText(run.detail)}</p> : null}
            </Callout>
            <Link
              href={agentsHref({ workspace: params.workspace, open: "import" })}
              prefetch={false}
              scroll={false}
              className={buttonClass()}
            >
              Try another address
            </Link>
          </>
        ) : (
          <StopControl run={run} graceSeconds={request?.stopGraceSeconds ?? null} serverNow={Date.now()} />
        )}
        <p className="text-xs text-muted">
          The import goes on when this is closed; it is{" "}
          <Link href={`/runs/${runId}`} prefetch={false} className="underline">
            a run like any other
          </Link>
          .
        </p>
      </div>
    </RunViewProvider>
  );
}
