import type { RunSummary } from "@codex-toolloop/protocol";
import { SteerForm } from "../../../../components/run-view/steer/steer-form.tsx";
import { StopControl } from "../../../../components/run-view/stop-control.tsx";
import { StatusBadge } from "../../../../components/status-badge.tsx";
import { LiveDuration } from "../../../../components/time.tsx";

/** The session's live prompt: how it is doing, Stop, and a text for it while it runs. */
export function LivePrompt({
  run,
  graceSeconds,
  serverNow,
}: {
  run: RunSummary;
  graceSeconds: number | null;
  serverNow: number;
}) {
  return (
    <div className="shrink-0 space-y-2 border-b border-line px-3 py-2">
      <div data-prompt-stop className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span role="status">
          <StatusBadge
            status={run.status}
            stopping={run.stopRequestedAt !== undefined}
            waits={Boolean(run.approvals?.length)}
          />
        </span>
        {run.status === "queued" ? (
          <span className="text-muted">
            {run.queuePosition ? `position ${run.queuePosition} in the queue` : "waits for a slot"}
          </span>
        ) : run.startedAt ? (
          <LiveDuration from={run.startedAt} serverNow={serverNow} />
        ) : null}
        <div className="ml-auto">
          <StopControl key={run.runId} run={run} graceSeconds={graceSeconds} serverNow={serverNow} />
        </div>
      </div>
      {run.status === "running" && run.runner !== "replay" ? <SteerForm key={run.runId} run={run} /> : null}
    </div>
  );
}
