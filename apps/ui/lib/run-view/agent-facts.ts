import type { RunSummary, Usage } from "@codex-toolloop/protocol";
import { usageOfSteps } from "./fold-step.ts";
import type { Overview } from "./overview.ts";

/** What the head says of an agent's turn. */
export interface AgentFacts {
  runner?: string | undefined;
  model?: string | undefined;
  iteration?: { current: number; max?: number | undefined } | undefined;
  usage?: Usage | undefined;
  /** Part of the context window that is filled, 0 to 1; null where the vendor does not say. */
  context: { share: number; used: number; window: number } | null;
}

type Known = Pick<RunSummary, "kind" | "runner" | "model" | "iteration" | "usage" | "replayOf">;

/** As the events tell it, live; where they were not all read, as the run's summary does. Null for a run without an agent. */
export function agentFacts(
  run: Known,
  overview: Pick<Overview, "turn" | "iteration" | "usage" | "steps" | "partial">,
): AgentFacts | null {
  const facts = run.kind === "prompt" ? factsOfTurn(run, overview) : factsOfWorkflow(run, overview);
  // What a replay says of cost was paid by the run that it plays.
  if (run.replayOf) delete facts?.usage?.costUsd;
  return facts;
}

function factsOfTurn(
  run: Known,
  { turn, iteration: told, usage: used }: Pick<Overview, "turn" | "iteration" | "usage">,
): AgentFacts | null {
  const runner = run.runner ?? turn?.runner;
  if (runner === undefined && !turn) return null;
  const usage = run.usage || used ? { ...run.usage, ...used } : undefined;
  return {
    runner,
    model: turn?.model ?? run.model,
    iteration: told ? { current: told.n, max: told.max } : run.iteration,
    usage,
    context: contextOf(usage),
  };
}

/** Of all its agents together: who they are, and what they used. Each one's own stands with its step. */
function factsOfWorkflow(run: Known, { turn, steps, partial }: Pick<Overview, "turn" | "steps" | "partial">) {
  const names = (of: "runner" | "model") => [...new Set(steps.flatMap((s) => s[of] ?? []))].join(", ") || undefined;
  const runner = names("runner") ?? run.runner ?? turn?.runner;
  if (runner === undefined) return null;
  const usage = (partial ? undefined : usageOfSteps(steps)) ?? run.usage;
  return {
    runner,
    model: names("model") ?? turn?.model ?? run.model,
    usage: usage && { ...usage },
    context: null,
  };
}

function contextOf(usage: Usage | undefined): AgentFacts["context"] {
  const window = usage?.contextWindow;
  if (!usage || window === undefined) return null;
  const used = usage.contextTokens;
  if (used === undefined) return null;
  return { share: Math.min(1, used / window), used, window };
}

/** `48.2k`: a number of tokens in little room. */
export function shortTokens(n: number): string {
  if (n < 1000) return String(n);
  const [value, unit] = n < 999_500 ? [n / 1000, "k"] : [n / 1_000_000, "M"];
  return `${value.toFixed(value < 99.95 ? 1 : 0).replace(/\.0$/, "")}${unit}`;
}
