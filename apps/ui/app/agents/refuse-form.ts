import type { Outcome } from "@codex-toolloop/protocol";
import { refused } from "../../lib/action-state.ts";
import { dashboard } from "../../lib/server.ts";
import type { AgentForm } from "./form-state.ts";
import { atFields } from "./prompt-body.ts";

/** A refusal of the service as a form shows it: everything typed stays; what it names is redacted. */
export function refuseForm(
  previous: AgentForm,
  values: Record<string, string>,
  outcome: Extract<Outcome<unknown>, { ok: false }>,
): AgentForm {
  const problem = dashboard().store.redactor().json(outcome.problem);
  const state = refused(previous, values, problem, outcome.retryAfterSeconds);
  return {
    ...state,
    errors: atFields(state.errors),
    code: problem.type.split(":").at(-1),
  };
}
