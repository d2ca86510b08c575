"use server";

import { revalidatePath } from "next/cache";
import { textValues } from "../../lib/action-state.ts";
import { caller, dashboard } from "../../lib/server.ts";
import { type AgentForm, doneWith } from "./form-state.ts";
import { refuseForm } from "./refuse-form.ts";

/** Commits everything in a session's worktree. @param form `session_id`, `message` */
export async function commitWorktreeAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const body = { message: values.message ?? "" };
  const outcome = await dashboard().agents.commitWorktree(values.session_id ?? "", body, await caller());
  if (!outcome.ok) return refuseForm(previous, values, outcome);
  revalidatePath("/agents");
  return doneWith(previous, `Committed as ${outcome.value.commit.slice(0, 12)}.`);
}

/** Merges a session's branch into the branch it began at. @param form `session_id` */
export async function mergeWorktreeAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const outcome = await dashboard().agents.mergeWorktree(values.session_id ?? "", await caller());
  if (!outcome.ok) return refuseForm(previous, values, outcome);
  revalidatePath("/agents");
  return doneWith(previous, `Merged as ${outcome.value.commit.slice(0, 12)}.`);
}

/** Throws away what a session's worktree holds. @param form `session_id` */
export async function discardWorktreeAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const outcome = await dashboard().agents.discardWorktree(values.session_id ?? "", await caller());
  if (!outcome.ok) return refuseForm(previous, values, outcome);
  revalidatePath("/agents");
  return doneWith(previous, "Discarded: the worktree is as its base.");
}
