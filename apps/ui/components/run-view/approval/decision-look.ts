import { Decision } from "@codex-toolloop/protocol";

export interface DecisionLook {
  label: string;
  key?: string;
  done: string;
  title: string;
}

/** A decision as its button and as what was decided. Nothing that ends the turn has a key: keys are pressed by accident. */
export const DECISION_LOOK: Record<Decision, DecisionLook> = {
  approve: { label: "Approve", key: "y", done: "approved", title: "Allow it this once" },
  approve_for_session: {
    label: "Approve for session",
    key: "a",
    done: "approved for the session",
    title: "Allow it, and the same again in this session",
  },
  decline: { label: "Decline", key: "d", done: "declined", title: "Do not allow it; the agent goes on without" },
  push_back: { label: "Push back", done: "pushed back", title: "Send it back with your comment; the step works again" },
  cancel: { label: "Cancel", done: "canceled", title: "Do not allow it, and end the turn" },
};

/** The same at a gate of a workflow, where declining ends the run: so it has no key. */
export const GATE_LOOK: Record<Decision, DecisionLook> = {
  ...DECISION_LOOK,
  approve: { ...DECISION_LOOK.approve, title: "Go on with the next step" },
  decline: { label: "Decline", done: "declined", title: "End the run here, as failed" },
};

/** Those of an event's decisions that this version knows, in the order of their buttons. */
export function knownDecisions(decisions: readonly string[]): Decision[] {
  return Decision.options.filter((d) => decisions.includes(d));
}

/** The keys that answer, in words: `y: Approve, d: Decline`. */
export function keyWords(decisions: readonly string[], look: Record<Decision, DecisionLook>): string {
  return knownDecisions(decisions)
    .flatMap((d) => (look[d].key ? [`${look[d].key}: ${look[d].label}`] : []))
    .join(", ");
}

/** What was decided, for a person. */
export function decidedWords(decision: string): string {
  const known = Decision.safeParse(decision);
  return known.success ? DECISION_LOOK[known.data].done : decision.replaceAll("_", " ");
}
