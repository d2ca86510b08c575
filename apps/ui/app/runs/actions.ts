"use server";

import { type Problem, problem, type StopReceipt } from "@codex-toolloop/protocol";
import { revalidatePath } from "next/cache";
import { caller, dashboard } from "../../lib/server.ts";

export type StopResult = { receipt: StopReceipt } | { problem: Problem };

/**
 * Asks a run to stop. Answers once the request is durable, not once the run is gone: the receipt says how far it got.
 * @param form `runId`; `force=true` kills at once
 */
export async function stopRunAction(form: FormData): Promise<StopResult> {
  const runId = form.get("runId");
  if (typeof runId !== "string" || runId === "")
    return { problem: problem(400, "invalid", "No run was named", "The form has no field runId.") };
  const body = form.get("force") === "true" ? { force: true } : {};
  const outcome = await dashboard().stopRun(runId, await caller(), body);
  revalidatePath("/", "layout");
  return outcome.ok ? { receipt: outcome.value } : { problem: outcome.problem };
}

/** `stopRunAction` as `useActionState` wants it, so that the button also works without JavaScript. */
export async function stopRunFormAction(_previous: StopResult | null, form: FormData): Promise<StopResult> {
  return await stopRunAction(form);
}
