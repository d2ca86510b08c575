import type { RunRow } from "../../lib/run-row.ts";

const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** `12.3K · $0.42`; an empty text where nothing was reported. */
export function formatUsage({ tokens, costUsd }: Pick<RunRow, "tokens" | "costUsd">): string {
  const parts = [];
  if (tokens !== undefined) parts.push(COMPACT.format(tokens));
  if (costUsd !== undefined) parts.push(`$${costUsd < 0.01 && costUsd > 0 ? costUsd.toFixed(4) : costUsd.toFixed(2)}`);
  return parts.join(" · ");
}
