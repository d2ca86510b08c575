import type { AgentSpec } from "./agent-spec.ts";
import type { StepContext, StepOutcome } from "./engine-step.ts";

export interface ChosenThread {
  threadId?: string;
  /** The conversation is this step's own, of its round before. */
  own: boolean;
}

/** Which conversation a step goes on with. Where its definition's wish cannot be met it begins a new one, with a notice. */
export function chooseThread(spec: AgentSpec, context: StepContext): ChosenThread {
  // Only whoever is told what was wrong goes on: a reviewer looks at the new work with fresh eyes.
  const sentBack = context.round > 1 && context.feedback !== undefined;
  const mine = sentBack ? threadOf(context.outcomes.get(context.stepId), spec) : undefined;
  if (mine !== undefined) return { threadId: mine, own: true };
  const wish = spec.thread ?? "new";
  if (wish === "new") return { own: false };
  const before = [...context.outcomes.values()].filter((o) => o.step.id !== context.stepId);
  const threadId =
    wish === "continue"
      ? before.map((o) => threadOf(o, spec)).findLast((id) => id !== undefined)
      : threadOf(context.outcomes.get(wish.step), spec);
  if (threadId !== undefined && context.claimThread(threadId)) return { threadId, own: false };
  context.emit({
    type: "notice",
    level: "info",
    code: "new_thread",
    message: `${spec.title} begins a new thread: ${threadId === undefined ? nothingToGoOnWith(wish, spec) : "another step is using the one that it would go on with"}`,
  });
  return { own: false };
}

function nothingToGoOnWith(wish: "continue" | { step: string }, { runner }: AgentSpec): string {
  return wish === "continue"
    ? `no agent step before it has one of runner ${runner} to go on with`
    : `step "${wish.step}" has none of runner ${runner} to go on with`;
}

function threadOf(outcome: StepOutcome | undefined, spec: AgentSpec): string | undefined {
  return outcome?.runner === spec.runner ? outcome.threadId : undefined;
}
