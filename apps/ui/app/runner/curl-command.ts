import type { JobDetail } from "@codex-toolloop/protocol";
import { shellQuote } from "../../lib/run-view/cli-command.ts";

/** The same request over HTTP, as a line for a POSIX shell. @param address of the dashboard, `http://127.0.0.1:4590/` */
export function curlCommand(job: Pick<JobDetail, "repo_id" | "script_key" | "args">, address: string): string {
  const body = JSON.stringify({ repo_id: job.repo_id, script_key: job.script_key, args: job.args });
  const { origin } = new URL(address);
  return [
    `curl -X POST ${shellQuote(`${origin}/api/runner/jobs`)}`,
    `-H ${shellQuote(`Origin: ${origin}`)}`,
    "-H 'Content-Type: application/json'",
    `-d ${shellQuote(body)}`,
  ].join(" ");
}
