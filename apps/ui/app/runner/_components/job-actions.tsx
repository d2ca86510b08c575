"use client";

import { isFinal, type JobDetail } from "@codex-toolloop/protocol";
import { Ban, RotateCcw } from "lucide-react";
import Link from "next/link";
import { useActionState } from "react";
import { Button, buttonClass } from "../../../components/button.tsx";
import { useFacts } from "../../../components/frame/facts.tsx";
import { CopyButton } from "../../../components/run-view/copy-button.tsx";
import { shellQuote } from "../../../lib/run-view/cli-command.ts";
import { cancelJobAction } from "../actions.ts";
import { type RunnerParams, runnerHref } from "../runner-params.ts";

/** What can be done with a job. Cancel is there for what waits or runs; a form, so that it works without JavaScript. */
export function JobActions({ job, address, params }: { job: JobDetail; address: string; params: RunnerParams }) {
  const { readOnly } = useFacts();
  const [result, cancel, pending] = useActionState(cancelJobAction, null);
  const live = !isFinal(job.status);
  const asked = live && (job.stop_requested_at !== undefined || pending);
  const problem = result && "problem" in result ? result.problem : undefined;
  return (
    <div className="ml-auto flex flex-wrap items-center gap-2">
      {problem ? (
        <span role="alert" className="text-xs text-failed">
          {problem.detail}
        </span>
      ) : null}
      <form action={cancel}>
        <input type="hidden" name="job_id" value={job.job_id} />
        <Button
          type="submit"
          variant="danger"
          size="sm"
          data-cancel
          disabled={!live || readOnly}
          title={readOnly ? "This dashboard is read-only" : live ? undefined : `The job has ended: ${job.status}`}
        >
          <Ban aria-hidden className="size-3.5" />
          {asked ? "Canceling …" : "Cancel"}
        </Button>
      </form>
      <Link
        href={runnerHref({ ...params, from: job.job_id })}
        prefetch={false}
        scroll={false}
        className={buttonClass("plain", "", "sm")}
      >
        <RotateCcw aria-hidden className="size-3.5" />
        Run again
      </Link>
      <CopyButton text={curlCommand(job, address)} label="Copy as curl" variant="ghost" />
      <CopyButton text={job.command} label="Copy as CLI" variant="ghost" />
    </div>
  );
}

/** The same request over HTTP. @param address of the dashboard, `http://127.0.0.1:4590` */
export function curlCommand(job: Pick<JobDetail, "repo_id" | "script_key" | "args">, address: string): string {
  const body = JSON.stringify({ repo_id: job.repo_id, script_key: job.script_key, args: job.args });
  return [
    `curl -X POST ${address}/api/runner/jobs`,
    `-H ${shellQuote(`Origin: ${address}`)}`,
    "-H 'Content-Type: application/json'",
    `-d ${shellQuote(body)}`,
  ].join(" ");
}
