"use server";

import { type Problem, problem } from "@codex-toolloop/protocol";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { caller, dashboard } from "../../lib/server.ts";

export type ResumeState = { attempt: number; problem?: Problem | undefined };

/**
 * Goes on with a run in a new one, and leads to that one's page; or says why not.
 * @param form `runId`; `from`, a step: it and all that need it run again
 */
export async function resumeRunFormAction(previous: ResumeState, form: FormData): Promise<ResumeState> {
  const attempt = previous.attempt + 1;
  const [runId, from] = [form.get("runId"), form.get("from")];
  if (typeof runId !== "string" || runId === "")
    return { attempt, problem: problem(400, "invalid", "No run was named", "The form has no field runId.") };
  const body = typeof from === "string" && from !== "" ? { from } : {};
  const outcome = await dashboard().resumeRun(runId, body, await caller());
  // A refusal may name what the page shows masked.
  if (!outcome.ok) return { attempt, problem: dashboard().store.redactor().json(outcome.problem) };
  revalidatePath("/", "layout");
  redirect(`/runs/${outcome.value.runId}`);
}
