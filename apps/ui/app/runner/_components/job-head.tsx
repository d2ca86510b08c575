import { formatDuration, isFinal, type JobDetail } from "@codex-toolloop/protocol";
import Link from "next/link";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { LiveDuration, RelativeTime } from "../../../components/time.tsx";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import type { RunnerParams } from "../runner-params.ts";
import { JobActions } from "./job-actions.tsx";

/** What the selected job is, how it is doing, and what can be done about it. */
export function JobHead({
  job,
  address,
  params,
  graceSeconds,
  serverNow,
}: {
  job: JobDetail;
  address: string;
  params: RunnerParams;
  graceSeconds: number | null;
  serverNow: number;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <h2
        className="line-clamp-2 min-w-0 text-[15px] font-semibold [overflow-wrap:anywhere] lg:line-clamp-1"
        title={visibleText(job.title)}
      >
        {visibleText(job.title)}
        {job.repo_name ? <span className="font-normal text-muted"> · {visibleText(job.repo_name)}</span> : null}
      </h2>
      <p className="flex flex-wrap items-center gap-x-3" role="status">
        <StatusBadge status={job.status} stopping={job.stop_requested_at !== undefined && !isFinal(job.status)} />
      </p>
      <p className="flex flex-wrap items-center gap-x-3 text-muted">
        {job.queue_position === undefined ? null : <Place job={job} />}
        {job.started_at && job.status !== "queued" ? (
          <span className="font-mono text-[13px] text-fg" title="Duration">
            {job.duration_ms === undefined ? (
              <LiveDuration from={job.started_at} to={job.finished_at} serverNow={serverNow} />
            ) : (
              formatDuration(job.duration_ms)
            )}
          </span>
        ) : null}
        {job.usual_duration_ms === undefined ? null : <span>usually {formatDuration(job.usual_duration_ms)}</span>}
        <span>
          {visibleText(job.requested_by)}, <RelativeTime at={job.created_at} serverNow={serverNow} />
        </span>
      </p>
      <JobActions
        key={job.job_id}
        job={job}
        address={address}
        params={params}
        graceSeconds={graceSeconds}
        serverNow={serverNow}
      />
    </div>
  );
}

/** Where in the queue it waits, and what is next before it. */
function Place({ job }: { job: JobDetail }) {
  const [first] = job.ahead;
  return (
    <span>
      position {job.queue_position} in the queue
      {first ? (
        <>
          , after{" "}
          <Link href={`/runs/${first.job_id}`} prefetch={false} className="underline">
            {visibleText(first.title)}
          </Link>
          {job.ahead.length > 1 ? ` and ${job.ahead.length - 1} more` : ""}
        </>
      ) : null}
    </span>
  );
}
