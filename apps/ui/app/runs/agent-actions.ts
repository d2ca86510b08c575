"use server";

import { type Decision, type Problem, problem } from "@codex-toolloop/protocol";
import { caller, dashboard } from "../../lib/server.ts";

/** `attempt` counts answers, so that the same refusal twice is still two answers. `comment`: what was typed, after a refusal. */
export type DecideState = {
  attempt: number;
  sent?: Decision | undefined;
  problem?: Problem | undefined;
  comment?: string | undefined;
};

/**
 * Answers a question of a live run. Answers once the decision is durable; that it was taken comes as an event.
 * @param form `runId`, `approvalId`, `decision` (the button's value), `comment` (goes with a decline; from a `gate` with
 * any answer)
 */
export async function decideAction(previous: DecideState, form: FormData): Promise<DecideState> {
  const attempt = previous.attempt + 1;
  const [runId, approvalId] = [text(form, "runId"), text(form, "approvalId")];
  if (!runId || !approvalId)
    return { attempt, problem: problem(400, "invalid", "No question was named", "The form has no run or approval.") };
  const decision = text(form, "decision");
  const comment = text(form, "comment").replace(/\r\n/g, "\n").trim();
  const goes = comment !== "" && (decision === "decline" || form.has("gate"));
  const outcome = await dashboard().agents.decide(
    runId,
    approvalId,
    { decision, ...(goes && { comment }) },
    await caller(),
  );
  return outcome.ok ? { attempt, sent: decision as Decision } : { attempt, problem: outcome.problem, comment };
}

export type SteerState = { attempt: number; sent?: string | undefined; problem?: Problem | undefined };

/**
 * Says something to a running prompt. Answers once it is durable; the text itself comes back as an event.
 * @param form `runId`, `text`
 */
export async function steerAction(previous: SteerState, form: FormData): Promise<SteerState> {
  const attempt = previous.attempt + 1;
  const runId = text(form, "runId");
  if (!runId) return { attempt, problem: problem(400, "invalid", "No run was named", "The form has no field runId.") };
  const said = text(form, "text");
  const outcome = await dashboard().agents.steer(runId, { text: said }, await caller());
  return outcome.ok ? { attempt, sent: said } : { attempt, problem: outcome.problem };
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
