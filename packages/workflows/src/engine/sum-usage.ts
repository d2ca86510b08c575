import type { Usage } from "@codex-toolloop/protocol";

const ADDED = [
  "inputTokens",
  "cachedInputTokens",
  "outputTokens",
  "reasoningTokens",
  "totalTokens",
  "costUsd",
] as const;

/** What several turns used: counts add up, the context is the last one's. undefined where none of them said anything. */
export function sumUsage(turns: readonly (Usage | undefined)[]): Usage | undefined {
  const told = turns.filter((t) => t !== undefined);
  if (told.length === 0) return undefined;
  const sum: Usage = {};
  for (const usage of told) {
    for (const field of ADDED) {
      const value = usage[field];
      if (value !== undefined) sum[field] = (sum[field] ?? 0) + value;
    }
    if (usage.contextTokens !== undefined) sum.contextTokens = usage.contextTokens;
    if (usage.contextWindow !== undefined) sum.contextWindow = usage.contextWindow;
  }
  return sum;
}
