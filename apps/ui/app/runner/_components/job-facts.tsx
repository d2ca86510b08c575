import type { JobDetail } from "@codex-toolloop/protocol";
import { formatDuration } from "@codex-toolloop/protocol";
import Link from "next/link";
import { Fact } from "../../../components/run-view/fact.tsx";
import { LiveDuration, RelativeTime } from "../../../components/time.tsx";
import { visibleText } from "../../../lib/run-view/visible-text.ts";

/** Metadata of a job. */
export function JobFacts({ job, serverNow }: { job: JobDetail; serverNow: number }) {
  const args = Object.entries(job.args);
  return (
    <dl
      aria-label="Job"
      className="grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-4 gap-y-0.5 [overflow-wrap:anywhere]"
    >
      <Fact name="Job">
        <Link href={`/runs/${job.job_id}`} prefetch={false} className="font-mono text-xs underline">
          {job.job_id}
        </Link>
      </Fact>
      <Fact name="Created">
        <RelativeTime at={job.created_at} serverNow={serverNow} /> by {visibleText(job.requested_by)}
      </Fact>
      {job.started_at ? (
        <Fact name="Duration">
          <LiveDuration from={job.started_at} to={job.finished_at} serverNow={serverNow} />
          {job.usual_duration_ms === undefined ? "" : ` (usually ${formatDuration(job.usual_duration_ms)})`}
        </Fact>
      ) : null}
      {job.queue_position === undefined ? null : (
        <Fact name="Queue">
          position {job.queue_position}
          {job.ahead.length > 0 ? ", after " : ""}
          {job.ahead.map((a, i) => (
            <span key={a.job_id}>
              {i > 0 ? ", " : ""}
              <Link href={`/runs/${a.job_id}`} prefetch={false} className="underline">
                {a.title}
              </Link>{" "}
              ({a.status})
            </span>
          ))}
        </Fact>
      )}
      <Fact name="Arguments">
        {args.length === 0 ? "none" : args.map(([name, value]) => `${name} = ${visibleText(String(value))}`).join(", ")}
      </Fact>
      <Fact name="Command">
        <code className="font-mono text-xs">{visibleText(job.argv.join(" "))}</code>
      </Fact>
      {job.repo_path ? <Fact name="In">{visibleText(job.repo_path)}</Fact> : null}
      <Fact name="Environment">{job.env.join(", ")}</Fact>
      <Fact name="Time limit">{formatDuration(job.timeout_seconds * 1000)}</Fact>
      {job.exit_code === undefined || job.exit_code === null ? null : <Fact name="Exit code">{job.exit_code}</Fact>}
      {job.signal ? <Fact name="Signal">{job.signal}</Fact> : null}
      {job.pid === undefined ? null : (
        <Fact name="Process">{`pid ${job.pid}${job.kill_level ? `, kill level ${job.kill_level}` : ""}`}</Fact>
      )}
    </dl>
  );
}
