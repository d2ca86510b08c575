"use server";

import { type ImportStarted, type Outcome, problem, type Workspace } from "@codex-toolloop/protocol";
import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { refused, textValues } from "../../lib/action-state.ts";
import { caller, dashboard } from "../../lib/server.ts";
import { agentsPath } from "./agents-params.ts";
import { type AgentForm, doneWith } from "./form-state.ts";
import { refuseForm } from "./refuse-form.ts";

/** Clones a repository. Goes to the dialog that follows the clone. @param form `source_uri`, `display_name?` */
export async function importGitAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const name = values.display_name?.trim();
  const body = { source_uri: values.source_uri ?? "", ...(name ? { display_name: name } : {}) };
  const outcome: Outcome<ImportStarted> = await dashboard().agents.importGit(body, await caller());
  if (!outcome.ok) return refuseForm(previous, values, outcome);
  revalidatePath("/", "layout");
  redirect(agentsPath({ open: "import", clone: outcome.value.run_id, workspace: values.workspace || null }) as Route);
}

/** Registers a folder, and goes to it. @param form `path`, `display_name?` */
export async function addFolderAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const name = values.display_name?.trim();
  const body = { path: values.path?.trim() ?? "", ...(name ? { display_name: name } : {}) };
  const outcome: Outcome<Workspace> = await dashboard().agents.importLocal(body, await caller());
  if (!outcome.ok) return refuseForm(previous, values, outcome);
  revalidatePath("/", "layout");
  redirect(agentsPath({ workspace: outcome.value.id }) as Route);
}

/** Registers the folders that were ticked. One that is refused does not stop the others. @param form `path` (several) */
export async function addScannedAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const paths = form.getAll("path").filter((p): p is string => typeof p === "string" && p !== "");
  if (paths.length === 0) {
    const message = "tick at least one folder";
    return refused(previous, values, problem(400, "invalid", "Nothing chosen", message, [{ path: "path", message }]));
  }
  const who = await caller();
  let first: string | undefined;
  const errors: { path: string; message: string }[] = [];
  for (const path of paths) {
    const outcome = await dashboard().agents.importLocal({ path }, who);
    if (outcome.ok) first ??= outcome.value.id;
    else errors.push({ path, message: outcome.problem.errors?.[0]?.message ?? outcome.problem.detail });
  }
  revalidatePath("/", "layout");
  if (errors.length > 0) {
    const said = dashboard().store.redactor().json(errors);
    const title = `${errors.length} of ${paths.length} folders were not added`;
    return refused(previous, values, problem(400, "invalid", title, "The others are in the list now.", said));
  }
  redirect(agentsPath({ workspace: first ?? null }) as Route);
}

/** Removes a workspace with its sessions and their runs. @param form `workspace_id`, `delete_clone?` */
export async function removeWorkspaceAction(previous: AgentForm, form: FormData): Promise<AgentForm> {
  const values = textValues(form);
  const options = { deleteClone: values.delete_clone === "on" };
  const outcome = await dashboard().agents.removeWorkspace(values.workspace_id ?? "", options, await caller());
  if (!outcome.ok) return refuseForm(previous, values, outcome);
  revalidatePath("/", "layout");
  if (values.stay === undefined) redirect("/agents");
  const { sessions, runs, folder_deleted } = outcome.value;
  const folder = folder_deleted ? " Its clone was deleted." : " Its folder stays.";
  return doneWith(previous, `Removed, with ${sessions} sessions and ${runs} runs.${folder}`);
}
