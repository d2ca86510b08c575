import type { Usage } from "@codex-toolloop/protocol";
import type { RunRow } from "./run-row.ts";

const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** `12.3K · $0.42`; an empty text where nothing was reported. */
export function formatUsage({ tokens, costUsd }: Pick<RunRow, "tokens" | "costUsd">): string {
  const parts = [];
  if (tokens !== undefined) parts.push(COMPACT.format(tokens));
  if (costUsd !== undefined) parts.push(`$${costUsd < 0.01 && costUsd > 0 ? costUsd.toFixed(4) : costUsd.toFixed(2)}`);
  return parts.join(" · ");
}

/** All tokens of a use; undefined where none were told. */
export function tokensOf(usage: Usage | undefined): number | undefined {
  if (usage?.totalTokens !== undefined) return usage.totalTokens;
  return usage?.inputTokens === undefined && usage?.outputTokens === undefined
    ? undefined
    : (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
}
