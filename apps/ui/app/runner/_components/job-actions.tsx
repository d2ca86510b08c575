import type { JobDetail } from "@codex-toolloop/protocol";
import { RotateCcw } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "../../../components/button.tsx";
import { CopyButton } from "../../../components/run-view/copy-button.tsx";
import { curlCommand } from "../curl-command.ts";
import { type RunnerParams, runnerHref } from "../runner-params.ts";
import { JobCancel } from "./job-cancel.tsx";

/** What can be done with a job. */
export function JobActions({
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
    <div className="flex flex-wrap items-center gap-1.5 lg:ml-auto">
      <JobCancel job={job} graceSeconds={graceSeconds} serverNow={serverNow} />
      <Link
        href={runnerHref({ ...params, from: job.job_id, repo_id: null, script_key: null })}
        prefetch={false}
        scroll={false}
        className={buttonClass("plain", "", "sm")}
      >
        <RotateCcw aria-hidden className="size-3.5" />
        Run again
      </Link>
      {job.repo_id ? (
        <CopyButton text={curlCommand(job, address)} label="Copy as curl" variant="ghost" size="sm" />
      ) : null}
      <CopyButton text={job.command} label="Copy as CLI" variant="ghost" size="sm" />
      {job.masked_args.length > 0 ? (
        <span className="text-xs text-muted" title={job.masked_args.join(", ")}>
          A masked value is left out of the commands
        </span>
      ) : null}
    </div>
  );
}
