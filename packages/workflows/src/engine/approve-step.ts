import type { HostAnswer } from "../contract.ts";
import { abortOutcome } from "./abort-outcome.ts";
import type { ApproveSpec } from "./agent-spec.ts";
import type { EngineStep, StepContext, StepResult } from "./engine-step.ts";
import { gateDetail } from "./gate-detail.ts";

/** How often a gate may be reached by default, so that a push back always comes to an end. */
const ROUNDS = 10;

/** A step that waits for a person: approve, decline, or push back to an earlier step with a comment. */
export function approveStep(spec: ApproveSpec): EngineStep {
  return {
    id: spec.id,
    title: spec.title,
    kind: "approve",
    needs: spec.needs,
    waits: true,
    sendsBackTo: { step: spec.pushBackTo, rounds: spec.rounds ?? ROUNDS },
    retries: 0,
    backoffSeconds: 0,
    continueOnError: false,
    run: (context) => askPerson(spec, context),
  };
}

async function askPerson(spec: ApproveSpec, context: StepContext): Promise<StepResult> {
  const { host, signal, stepId } = context;
  const detail = await gateDetail(spec.message, context);
  let answer: HostAnswer;
  try {
    answer = await host.ask({
      stepId,
      approvalId: `${stepId}.${context.round}`,
      title: spec.title,
      ...(detail === "" ? {} : { detail }),
      decisions: ["approve", "decline", ...(context.canSendBack ? (["push_back"] as const) : [])],
      signal,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    const { status, reason } = abortOutcome(signal);
    return { status: status === "timeout" ? "timeout" : "canceled", reason };
  }
  return resultOf(answer, context.canSendBack);
}

function resultOf({ decision, by, comment }: HostAnswer, canSendBack: boolean): StepResult {
  const output = { decision, by, ...(comment === undefined ? {} : { comment }) };
  const why = comment === undefined || comment.trim() === "" ? "" : `: ${comment.trim()}`;
  if (decision === "approve" || decision === "approve_for_session")
    return { status: "success", reason: "approved", detail: `approved by ${by}${why}`, output };
  if (decision === "push_back" && canSendBack) {
    const detail = `pushed back by ${by}${why}`;
    const sendBack = comment ?? "";
    return { status: "failed", reason: "pushed_back", detail, output, sendBack, permanent: true };
  }
  return { status: "failed", reason: "declined", detail: `declined by ${by}${why}`, output, permanent: true };
}
