import { Decision } from "@codex-toolloop/protocol";

/** A decision as its button and as what was decided. Nothing that ends the turn has a key: keys are pressed by accident. */
export const DECISION_LOOK: Record<Decision, { label: string; key?: string; done: string; title: string }> = {
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

/** Those of an event's decisions that this version knows, in the order of their buttons. */
export function knownDecisions(decisions: readonly string[]): Decision[] {
  return Decision.options.filter((d) => decisions.includes(d));
}

/** What was decided, for a person. */
export function decidedWords(decision: string): string {
  const known = Decision.safeParse(decision);
  return known.success ? DECISION_LOOK[known.data].done : decision.replaceAll("_", " ");
}
