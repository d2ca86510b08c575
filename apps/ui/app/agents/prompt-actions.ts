"use server";

import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { textValues } from "../../lib/action-state.ts";
import { caller, dashboard } from "../../lib/server.ts";
import { agentsPath } from "./agents-params.ts";
import { type AgentForm, doneWith } from "./form-state.ts";
import { originalPrompt } from "./original-prompt.ts";
import { promptBody } from "./prompt-body.ts";
import { refuseForm } from "./refuse-form.ts";

/**
 * Runs a prompt in a session, or waits in the queue. With the field `stay` it answers with the run; without, it goes there.
 * @param form `session_id`, `workspace_id`, `prompt`, `from?` (the run whose prompt the text was), and the fields of the options
 */
export async function promptAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const prompt = await originalPrompt(values.prompt ?? "", values.from);
  const body = promptBody({ ...values, prompt });
  const outcome = await dashboard().agents.prompt(values.session_id ?? "", body, await caller());
  if (!outcome.ok) return refuseForm(previous, values, outcome);
  revalidatePath("/", "layout");
  const { run_id, queue_position, deduplicated } = outcome.value;
  const place = { workspace: values.workspace_id || null, session: values.session_id || null, run: run_id };
  if (values.stay === undefined) redirect(agentsPath(place) as Route);
  const done = deduplicated
    ? "This prompt was sent already: here is its run."
    : queue_position === undefined
      ? // It is seen to run.
        ""
      : `The prompt waits at position ${queue_position} in the queue.`;
  return doneWith(previous, done, { runId: run_id });
}
