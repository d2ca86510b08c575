"use server";

import { type Problem, problem } from "@codex-toolloop/protocol";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { EMPTY_FORM, type FormState, refused, textValues } from "../../lib/action-state.ts";
import { caller, dashboard } from "../../lib/server.ts";
import { storeRefusal } from "../../lib/store-refusal.ts";
import { originalValues } from "./rerun.ts";
import { readSpecFile } from "./spec-file.ts";
import { startBody } from "./start-body.ts";

/** Starts a run from the form of `/new`: goes to its page, or answers with what was refused and everything typed. */
export async function startRunAction(form: FormData): Promise<FormState> {
  return await startRunFormAction(EMPTY_FORM, form);
}

/** `startRunAction` as `useActionState` wants it. The button `addWorkspace` only registers the folder that was typed. */
export async function startRunFormAction(previous: FormState, form: FormData): Promise<FormState> {
  const values = textValues(form);
  if (values.intent === "add-workspace") return await addFolder(previous, values);
  const file = await readSpecFile(form.get("specFile"));
  if (!file.ok) return refused(previous, values, await refusedFile(values.workflow ?? "", file.message));
  if (file.text !== undefined) values.spec = file.text;
  const { body, wording } = startBody(await originalValues(values));
  const outcome = await dashboard().startRun(body, await caller());
  if (!outcome.ok) return refused(previous, values, shown(reworded(outcome.problem, wording)));
  revalidatePath("/", "layout");
  redirect(`/runs/${outcome.value.runId}`);
}

/** The first thing a newcomer starts. Where it is refused, its form says why. */
export async function startTourAction(): Promise<void> {
  const outcome = await dashboard().startRun({ workflow: "tour", onLimit: "queue" }, await caller());
  if (outcome.ok) revalidatePath("/", "layout");
  redirect(outcome.ok ? `/runs/${outcome.value.runId}` : "/new?workflow=tour");
}

/** What a newcomer without an account can see of the agents: a recorded run of the workflow. Where it is refused, its form says why. */
export async function startRecordingAction(form: FormData): Promise<void> {
  const workflow = textValues(form).workflow ?? "";
  const body = { workflow, inputs: { runner: "replay" }, onLimit: "queue" };
  const outcome = await dashboard().startRun(body, await caller());
  if (outcome.ok) revalidatePath("/", "layout");
  redirect(outcome.ok ? `/runs/${outcome.value.runId}` : `/new?workflow=${encodeURIComponent(workflow)}`);
}

async function addFolder(previous: FormState, values: Record<string, string>): Promise<FormState> {
  const path = (await originalValues(values)).workspacePath?.trim() ?? "";
  if (path === "") return refused(previous, values, invalid("workspace", "write the folder's path first"));
  const { readOnly, why } = dashboard().supervisor.authority();
  if (readOnly) return refused(previous, values, problem(503, "read_only", "Not added: read-only", why ?? ""));
  try {
    const { workspaces } = dashboard().store;
    const added = await workspaces.add(path);
    if (values.trust === "on") await workspaces.setTrusted(added.id, true);
    revalidatePath("/", "layout");
    const { workspacePath: _path, trust: _trust, ...rest } = values;
    return {
      attempt: previous.attempt + 1,
      values: { ...rest, workspaceId: added.id },
      errors: [],
      done: `${added.displayName} is in the list of workspaces and chosen.`,
    };
  } catch (error) {
    const message = storeRefusal(error);
    if (message === undefined) throw error;
    return refused(previous, values, shown(invalid("workspace", message)));
  }
}

/** A file that is no text never gets as far as `startRun`; the refusal is written down all the same. */
async function refusedFile(workflow: string, reason: string): Promise<Problem> {
  const { user, via } = await caller();
  const what = `start ${workflow.slice(0, 64)}`;
  const at = new Date().toISOString();
  // The answer to the person does not wait on a disk that may be full.
  await dashboard()
    .store.appendAudit({ v: 1, at, by: user, via, what, field: "spec", reason: "not UTF-8 text, or too large" })
    .catch(() => {});
  return invalid("spec", reason);
}

/** A refusal may name what the form itself shows masked. */
function shown(refusal: Problem): Problem {
  return dashboard().store.redactor().json(refusal);
}

function reworded(refusal: Problem, wording: { path: string; message: string }[]): Problem {
  const errors = refusal.errors?.map((e) => wording.find((w) => w.path === e.path) ?? e);
  return errors ? { ...refusal, errors } : refusal;
}

function invalid(path: string, message: string): Problem {
  return problem(400, "invalid", "Not started", "Something in the form needs another value.", [{ path, message }]);
}
