import type { Usage } from "@codex-toolloop/protocol";

/** `12,300 in (9,000 cached) · 450 out · $0.0312`. @param replay played again: what it cost was paid before */
export function usageWords(u: Usage, replay = false): string {
  const n = (v: number) => v.toLocaleString("en");
  const cached = u.cachedInputTokens === undefined ? "" : ` (${n(u.cachedInputTokens)} cached)`;
  return [
    u.inputTokens === undefined ? "" : `${n(u.inputTokens)} tokens in${cached}`,
    u.outputTokens === undefined ? "" : `${n(u.outputTokens)} out`,
    u.reasoningTokens === undefined ? "" : `${n(u.reasoningTokens)} reasoning`,
    u.inputTokens === undefined && u.totalTokens !== undefined ? `${n(u.totalTokens)} tokens` : "",
    u.costUsd === undefined || replay ? "" : `$${u.costUsd.toFixed(4)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}
