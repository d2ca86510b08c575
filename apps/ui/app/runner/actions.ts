"use server";

import { type CancelAnswer, type Problem, problem } from "@codex-toolloop/protocol";
import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { type FormState, refused, textValues } from "../../lib/action-state.ts";
import { caller, dashboard } from "../../lib/server.ts";
import { argsOf } from "./job-form.ts";
import { originalArgs } from "./original-args.ts";
import { loadRunnerParams, runnerHref } from "./runner-params.ts";

/** What the form gets back; `jobId` is the job that was queued. */
export type JobFormState = FormState & { jobId?: string | undefined };

/**
 * Queues a job from the form, or answers with what was refused and everything typed. With the field `stay` (a page with
 * JavaScript) it answers with the job; without, it goes to the page that shows it.
 * `view` is the address's query, so that filters and page stay as they are.
 */
export async function createJobAction(previous: JobFormState, form: FormData): Promise<JobFormState> {
  const values = textValues(form);
  const body = {
    repo_id: values.repo_id ?? "",
    script_key: values.script_key ?? "",
    args: argsOf(await originalArgs(dashboard().store, values)),
  };
  const key = values.idempotency_key?.trim();
  const outcome = await dashboard().runner.createJob(body, key === "" ? undefined : key, await caller());
  // A refusal may name what the form itself shows masked.
  if (!outcome.ok)
    return refused(previous, values, dashboard().store.redactor().json(outcome.problem), outcome.retryAfterSeconds);
  revalidatePath("/", "layout");
  const { job_id, deduplicated, queue_position } = outcome.value;
  if (values.stay !== undefined) {
    const place = queue_position === undefined ? "" : `, position ${queue_position}`;
    const done = deduplicated ? "This request was made already: here is its job." : `Queued${place}.`;
    return {
      attempt: previous.attempt + 1,
      values: { ...values, idempotency_key: "" },
      errors: [],
      done,
      jobId: job_id,
    };
  }
  const view = await loadRunnerParams(new URLSearchParams(values.view ?? ""));
  const { repo_id, script_key } = body;
  const { pathname, search } = runnerHref({ ...view, from: null, repo_id, script_key, job: job_id });
  redirect(`${pathname}${search}` as Route);
}

export type CancelResult = { answer: CancelAnswer } | { problem: Problem };

/** Asks a job to end. Answers once the request is durable. As `useActionState` wants it. @param form `job_id` */
export async function cancelJobAction(_previous: CancelResult | null, form: FormData): Promise<CancelResult> {
  const jobId = form.get("job_id");
  if (typeof jobId !== "string" || jobId === "")
    return { problem: problem(400, "invalid", "No job was named", "The form has no field job_id.") };
  const outcome = await dashboard().runner.cancel(jobId, await caller());
  revalidatePath("/", "layout");
  return outcome.ok ? { answer: outcome.value } : { problem: outcome.problem };
}
