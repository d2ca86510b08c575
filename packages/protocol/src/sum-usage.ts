import type { Usage } from "./items.ts";

const COUNTED = [
  "inputTokens",
  "cachedInputTokens",
  "outputTokens",
  "reasoningTokens",
  "totalTokens",
  "costUsd",
] as const;

/** What several turns used in all; the context is the last one's that tells it. undefined where none tells anything. */
export function sumUsage(usages: Iterable<Usage | undefined>): Usage | undefined {
  let sum: Usage | undefined;
  for (const usage of usages) {
    if (!usage) continue;
    const next: Usage = { ...sum, ...usage };
    for (const key of COUNTED) {
      const both = [sum?.[key], usage[key]].filter((n) => n !== undefined);
      if (both.length > 0) next[key] = both.reduce((a, b) => a + b);
    }
    sum = next;
  }
  return sum;
}

/** What is left of `all` without `part`, where that is anything: the turns that no step's last round tells of. */
export function usageBeyond(all: Usage | undefined, part: Usage | undefined): Usage | undefined {
  const left: Usage = {};
  for (const key of COUNTED) {
    const more = (all?.[key] ?? 0) - (part?.[key] ?? 0);
    if (more > 0) left[key] = more;
  }
  return Object.keys(left).length > 0 ? left : undefined;
}
