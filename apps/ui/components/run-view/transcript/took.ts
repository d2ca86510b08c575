import { formatDuration } from "@codex-toolloop/protocol";
import type { ItemBlock } from "../../../lib/run-view/block.ts";

/** `12.3 s`, when it is known. */
export function took(block: ItemBlock, durationMs: number | undefined): string {
  if (durationMs !== undefined) return formatDuration(durationMs);
  if (block.active || block.continued || !block.finishedAt) return "";
  return formatDuration(Math.max(0, Date.parse(block.finishedAt) - Date.parse(block.at)));
}
