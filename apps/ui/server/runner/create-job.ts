import { type CreatedJob, type FieldError, type Outcome, refuse } from "@codex-toolloop/protocol";
import type { Submitted } from "@codex-toolloop/supervisor";
import type { Caller } from "../../lib/contract.ts";
import { auditedStart } from "../audited-start.ts";
import { requestOf } from "../request-of.ts";
import type { StartContext } from "../start-run.ts";
import { checkScript } from "./check-script.ts";
import { findRepo } from "./find-repo.ts";
import { readJobBody } from "./read-job-body.ts";

/** See `RunnerService.createJob`. A job always waits in the queue where no slot is free. */
export async function createJob(
  context: StartContext,
  body: unknown,
  idempotencyKey: string | undefined,
  caller: Caller,
): Promise<Outcome<CreatedJob>> {
  const outcome = await auditedStart(context, `job ${nameOf(body)}`, caller, () =>
    attempt(context, body, idempotencyKey, caller),
  );
  if (!outcome.ok) return outcome;
  const { runId, status, queuePosition, deduplicated } = outcome.value;
  return { ok: true, value: { job_id: runId, status, queue_position: queuePosition, deduplicated } };
}

async function attempt(
  context: StartContext,
  body: unknown,
  idempotencyKey: string | undefined,
  caller: Caller,
): Promise<Outcome<Submitted>> {
  const given = readJobBody(body, idempotencyKey);
  const { store, searchPath } = context;
  const repo = given.repoId === undefined ? undefined : await findRepo(store.workspaces, given.repoId);
  const workspace = repo?.record;
  const script =
    given.scriptKey === undefined
      ? undefined
      : await checkScript({
          catalog: await context.workflows(workspace?.id),
          key: given.scriptKey,
          args: given.args,
          search: { workspacePath: repo?.ok ? workspace?.localPath : undefined, searchPath },
          settings: store.settings().settings,
        });
  // Whoever asks learns of everything at once; what is wrong comes before what is not allowed.
  const errors: FieldError[] = [...given.errors];
  const forbidden: FieldError[] = [];
  if (repo && !repo.ok) (repo.status === 403 ? forbidden : errors).push(repo.error);
  if (script && !script.ok) (script.status === 403 ? forbidden : errors).push(...script.errors.filter(isNew(errors)));
  if (errors.length > 0)
    return refuse(400, "invalid", "Not queued", sentence([...errors, ...forbidden]), [...errors, ...forbidden]);
  if (forbidden.length > 0) return refuse(403, "not_allowed", "This job may not run", sentence(forbidden), forbidden);
  if (!workspace || !script?.ok) throw new Error("a job that passed every check has a repo and a script");
  const request = await requestOf(context, { run: script.run, workspace, caller, idempotencyKey: given.key });
  return await context.supervisor.submit({ request, onLimit: "queue" });
}

/** A part that could not be read has its errors already; what is checked without it would be wrong. */
function isNew(known: FieldError[]): (error: FieldError) => boolean {
  const part = ({ path }: FieldError) => path.split(".")[0];
  const parts = new Set(known.map(part));
  return (error) => !parts.has(part(error));
}

function sentence(errors: FieldError[]): string {
  return errors.map((e) => `${e.path}: ${e.message}`).join("; ");
}

function nameOf(body: unknown): string {
  const key = typeof body === "object" && body !== null && "script_key" in body ? body.script_key : undefined;
  return typeof key === "string" ? key.slice(0, 64) : "(no script named)";
}
