import type { RunSummary, Usage } from "@codex-toolloop/protocol";
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

/** As the events tell it, live; where they were not all read, as the run's summary does. Null for a run without an agent. */
export function agentFacts(
  run: Pick<RunSummary, "runner" | "model" | "iteration" | "usage" | "replayOf">,
  overview: Pick<Overview, "turn" | "iteration" | "usage">,
): AgentFacts | null {
  const { turn } = overview;
  const runner = run.runner ?? turn?.runner;
  if (runner === undefined && !turn) return null;
  const told = overview.iteration;
  const usage = run.usage || overview.usage ? { ...run.usage, ...overview.usage } : undefined;
  // What a replay says of cost was paid by the run that it plays.
  if (run.replayOf) delete usage?.costUsd;
  return {
    runner,
    model: turn?.model ?? run.model,
    iteration: told ? { current: told.n, max: told.max } : run.iteration,
    usage,
    context: contextOf(usage),
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
