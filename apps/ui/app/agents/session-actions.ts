"use server";

import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { textValues } from "../../lib/action-state.ts";
import { caller, dashboard } from "../../lib/server.ts";
import { agentsPath } from "./agents-params.ts";
import { type AgentForm, doneWith } from "./form-state.ts";
import { replaySource } from "./prompt-body.ts";
import { refuseForm } from "./refuse-form.ts";

/**
 * Creates a session. With the field `stay` (a page with JavaScript) it answers with the session; without, it goes there.
 * @param form `workspace_id`, `runner_type`, `isolate?`, `replay?` (`recording:<name>` or `run:<id>`)
 */
export async function createSessionAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const runner = values.runner_type ?? "";
  const body = {
    workspace_id: values.workspace_id ?? "",
    runner_type: runner,
    isolate: values.isolate === "on",
    ...(runner === "replay" ? { replay: replaySource(values.replay) } : {}),
  };
  const outcome = await dashboard().agents.createSession(body, await caller());
  if (!outcome.ok) return refuseForm(previous, values, outcome);
  revalidatePath("/", "layout");
  const { id, workspace_id } = outcome.value;
  if (values.stay === undefined) redirect(agentsPath({ workspace: workspace_id, session: id }) as Route);
  return doneWith(previous, "Session created.", { sessionId: id });
}
