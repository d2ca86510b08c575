import type { JobDetail } from "@codex-toolloop/protocol";
import { shellQuote } from "../../lib/run-view/cli-command.ts";

/** The same request over HTTP, as a line for a POSIX shell; without the arguments that are masked. @param address of the dashboard, `http://127.0.0.1:4590/` */
export function curlCommand(
  job: Pick<JobDetail, "repo_id" | "script_key" | "args" | "masked_args">,
  address: string,
): string {
  const args = Object.fromEntries(Object.entries(job.args).filter(([name]) => !job.masked_args.includes(name)));
  const body = JSON.stringify({ repo_id: job.repo_id, script_key: job.script_key, args });
  const { origin } = new URL(address);
  return [
    `curl -X POST ${shellQuote(`${origin}/api/runner/jobs`)}`,
    `-H ${shellQuote(`Origin: ${origin}`)}`,
    "-H 'Content-Type: application/json'",
    `-d ${shellQuote(body)}`,
  ].join(" ");
}
