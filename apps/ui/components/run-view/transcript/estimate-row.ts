import type { TranscriptRow } from "../../../lib/run-view/transcript-rows.ts";

/** Height in pixels of a row of the transcript that was not measured yet. */
export function estimateRow(b: TranscriptRow): number {
  if (b.type === "step") return b.command && !b.hasCommandItem ? 220 : 34;
  if (b.type === "approval") return b.decision === undefined && !b.expired ? 150 : 34;
  if (b.type !== "item") return 34;
  if (b.item.kind === "command") return b.item.output || b.item.logStart !== undefined ? 220 : 34;
  if (b.item.kind === "message") return 34 + Math.min(900, Math.round(b.item.text.length / 400) * 100);
  if (b.item.kind === "file_change") return 60 + (b.item.changes.length <= 2 ? 200 : b.item.changes.length * 24);
  return b.item.kind === "plan" ? 34 + b.item.steps.length * 21 : 50;
}
