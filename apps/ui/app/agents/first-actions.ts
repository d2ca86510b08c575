"use server";

import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { textValues } from "../../lib/action-state.ts";
import { caller, dashboard } from "../../lib/server.ts";
import { agentsPath } from "./agents-params.ts";
import type { AgentForm } from "./form-state.ts";
import { refuseForm } from "./refuse-form.ts";

/**
 * The first thing a newcomer may see: registers the folder, makes a replay's session in it and runs its prompt.
 * @param form `path`, an absolute folder
 */
export async function tryReplayAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const { agents } = dashboard();
  const who = await caller();
  const added = await agents.importLocal({ path: values.path ?? "" }, who);
  if (!added.ok) return refuseForm(previous, values, added);
  const recording = (await agents.runners()).find((r) => r.runner === "replay")?.recordings?.[0];
  const place = { workspace: added.value.id, runner: "replay" as const };
  // Without a recording the workspace is there, and the console says what is missing.
  if (!recording) redirect(agentsPath(place) as Route);
  const body = { workspace_id: added.value.id, runner_type: "replay", replay: { recording: recording.name } };
  const session = await agents.createSession(body, who);
  if (!session.ok) return refuseForm(previous, values, session);
  const started = await agents.prompt(session.value.id, { prompt: recording.prompt }, who);
  if (!started.ok) return refuseForm(previous, values, started);
  revalidatePath("/", "layout");
  redirect(agentsPath({ workspace: added.value.id, session: session.value.id, run: started.value.run_id }) as Route);
}
