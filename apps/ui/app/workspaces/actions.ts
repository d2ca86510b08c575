"use server";

import { problem } from "@codex-toolloop/protocol";
import { revalidatePath } from "next/cache";
import { type FormState, refused, textValues } from "../../lib/action-state.ts";
import { caller, dashboard } from "../../lib/server.ts";
import { storeRefusal } from "../../lib/store-refusal.ts";

/** Registers a folder by its path. @param form `path`, `displayName?`, `trust?` */
export async function addWorkspaceAction(previous: FormState, form: FormData): Promise<FormState> {
  const values = textValues(form);
  const path = values.path?.trim() ?? "";
  if (path === "") return refused(previous, values, invalid("path", "write the folder's path"));
  return await attempt(previous, values, "path", async () => {
    const { workspaces } = dashboard().store;
    const added = await workspaces.add(path, values.displayName?.trim() || undefined);
    if (values.trust === "on") await workspaces.setTrusted(added.id, true);
    return `${added.displayName} is in the list.`;
  });
}

/** Says whether a workspace's own workflows may be started. @param form `id`, `trusted`: "true" or "false" */
export async function trustWorkspaceAction(previous: FormState, form: FormData): Promise<FormState> {
  const values = textValues(form);
  const trusted = values.trusted === "true";
  return await attempt(previous, values, "id", async () => {
    const record = await dashboard().store.workspaces.setTrusted(values.id ?? "", trusted);
    return trusted
      ? `${record.displayName} is trusted: its own workflows may be started.`
      : `${record.displayName} is no longer trusted.`;
  });
}

/** Says whether anything may start in a workspace. @param form `id`, `disabled`: "true" or "false" */
export async function disableWorkspaceAction(previous: FormState, form: FormData): Promise<FormState> {
  const values = textValues(form);
  const disabled = values.disabled === "true";
  return await attempt(previous, values, "id", async () => {
    const record = await dashboard().store.workspaces.setDisabled(values.id ?? "", disabled);
    return disabled
      ? `${record.displayName} is disabled: nothing starts in it.`
      : `${record.displayName} is enabled again.`;
  });
}

/** Removes a workspace with its sessions and their runs; its folder stays. @param form `id`, `delete_clone?` */
export async function removeWorkspaceAction(previous: FormState, form: FormData): Promise<FormState> {
  const values = textValues(form);
  const options = { deleteClone: values.delete_clone === "on" };
  const outcome = await dashboard().agents.removeWorkspace(values.id ?? "", options, await caller());
  if (!outcome.ok) return refused(previous, values, outcome.problem);
  revalidatePath("/", "layout");
  const done = outcome.value.folder_deleted ? "Removed, and its clone deleted." : "Removed from the list.";
  return { attempt: previous.attempt + 1, values: {}, errors: [], done };
}

async function attempt(
  previous: FormState,
  values: Record<string, string>,
  field: string,
  change: () => Promise<string>,
): Promise<FormState> {
  const authority = dashboard().supervisor.authority();
  if (authority.readOnly) return refused(previous, values, readOnly(authority.why));
  try {
    const done = await change();
    revalidatePath("/", "layout");
    return { attempt: previous.attempt + 1, values: {}, errors: [], done };
  } catch (error) {
    const message = storeRefusal(error);
    if (message === undefined) throw error;
    return refused(previous, values, invalid(field, message));
  }
}

function invalid(path: string, message: string) {
  return problem(400, "invalid", "Not changed", message, [{ path, message }]);
}

function readOnly(why: string | undefined) {
  return problem(503, "read_only", "Not changed: read-only", why ?? "This dashboard may not write to the store now.");
}
