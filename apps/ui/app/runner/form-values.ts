import { RunId } from "@codex-toolloop/protocol";
import { EMPTY_FORM, type FormState } from "../../lib/action-state.ts";
import type { RunnerService } from "../../lib/contract.ts";
import type { RunnerParams } from "./runner-params.ts";

/**
 * What the form begins with: an earlier job's request ("Run again"), else what the address has chosen, with the arguments
 * of the selected job where it is one of this script. `from` names the job that the arguments are of.
 */
export async function formValues(runner: Pick<RunnerService, "job">, params: RunnerParams): Promise<FormState> {
  const id = RunId.safeParse(params.from ?? params.job);
  const job = id.success ? await runner.job(id.data) : null;
  const chosen = {
    ...(params.repo_id || params.repo ? { repo_id: params.repo_id || params.repo || "" } : {}),
    ...(params.script_key || params.script ? { script_key: params.script_key || params.script || "" } : {}),
  };
  if (!job || (!params.from && job.script_key !== chosen.script_key)) return { ...EMPTY_FORM, values: chosen };
  const args = Object.entries(job.args).map(([name, value]) => [`args.${name}`, String(value)]);
  const asked = { from: job.job_id, script_key: job.script_key, ...(job.repo_id && { repo_id: job.repo_id }) };
  return { ...EMPTY_FORM, values: { ...Object.fromEntries(args), ...asked, ...(params.from ? {} : chosen) } };
}
