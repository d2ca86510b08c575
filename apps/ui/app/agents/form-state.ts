import type { Problem } from "@codex-toolloop/protocol";
import { EMPTY_FORM, type FormState, textValues } from "../../lib/action-state.ts";

/** What a form of the console gets back: what was made, beside what every form gets. */
export type AgentForm = FormState & {
  sessionId?: string | undefined;
  runId?: string | undefined;
  workspaceId?: string | undefined;
  /** Last part of the refusal's URN: which of several refusals of one status it is. */
  code?: string | undefined;
};
export const EMPTY_AGENT_FORM: AgentForm = EMPTY_FORM;

/** What a form says where nobody answered: everything typed is still there. */
export function unanswered(previous: AgentForm, form: FormData, { status, title, detail }: Problem): AgentForm {
  return { attempt: previous.attempt + 1, values: textValues(form), errors: [], problem: { status, title, detail } };
}

/** An answer that something was done, in one sentence. */
export function doneWith(previous: AgentForm, done: string, made: Partial<AgentForm> = {}): AgentForm {
  return { attempt: previous.attempt + 1, values: {}, errors: [], done, ...made };
}
