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
  const wish = spec.thread ?? "new";
  if (mine === undefined && wish === "new") return { own: false };
  const threadId = mine ?? wished(wish, spec, context);
  if (threadId !== undefined && context.claimThread(threadId)) return { threadId, own: mine !== undefined };
  context.emit({
    type: "notice",
    level: "info",
    code: "new_thread",
    message: `${spec.title} begins a new thread: ${threadId === undefined ? nothingToGoOnWith(wish, spec) : "another step is using the one that it would go on with"}`,
  });
  return { own: false };
}

type Wish = NonNullable<AgentSpec["thread"]>;

function wished(wish: Wish, spec: AgentSpec, { outcomes, stepId }: StepContext): string | undefined {
  if (typeof wish === "object") return threadOf(outcomes.get(wish.step), spec);
  const before = [...outcomes.values()].filter((o) => o.step.id !== stepId);
  return before.map((o) => threadOf(o, spec)).findLast((id) => id !== undefined);
}

function nothingToGoOnWith(wish: Wish, { runner }: AgentSpec): string {
  return typeof wish === "object"
    ? `step "${wish.step}" has none of runner ${runner} to go on with`
    : `no agent step before it has one of runner ${runner} to go on with`;
}

function threadOf(outcome: StepOutcome | undefined, spec: AgentSpec): string | undefined {
  return outcome?.runner === spec.runner ? outcome.threadId : undefined;
}
