import type { TokenTotals } from "./turn-state.ts";

/** What a turn used alone: the thread's total grows over all its turns. */
export function shareOf(total: TokenTotals, before: TokenTotals): TokenTotals & { totalTokens: number } {
  const inputTokens = Math.max(0, total.inputTokens - before.inputTokens);
  const outputTokens = Math.max(0, total.outputTokens - before.outputTokens);
  return {
    inputTokens,
    cachedInputTokens: Math.max(0, total.cachedInputTokens - before.cachedInputTokens),
    outputTokens,
    reasoningTokens: Math.max(0, total.reasoningTokens - before.reasoningTokens),
    totalTokens: inputTokens + outputTokens,
  };
}
