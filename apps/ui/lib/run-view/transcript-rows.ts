import { isFinal, type RunSummary } from "@codex-toolloop/protocol";
import type { Block } from "./block.ts";
import type { Overview } from "./overview.ts";

/** Stands at the end while an agent has its turn and nothing is to be seen of it yet. */
export interface ThinkingRow {
  type: "thinking";
  key: "thinking";
  offset: number;
  lastOffset: number;
  word: string;
  since: string;
}
export type TranscriptRow = Block | ThinkingRow;

/**
 * The rows of the transcript. A prompt's own begin with what the user said, and its usage stands in the head; the last one
 * says that the agent thinks, from the beginning of its turn until the first token, and wherever nothing else moves.
 */
export function transcriptRows(
  blocks: readonly Block[],
  run: Pick<RunSummary, "kind" | "status" | "runner" | "startedAt" | "stopRequestedAt">,
  overview: Pick<Overview, "turn" | "approvals">,
  atEnd: boolean,
): readonly TranscriptRow[] {
  const shown = run.kind === "prompt" ? withoutNoise(blocks) : blocks;
  const word = atEnd ? waitsFor(blocks, run, overview) : undefined;
  if (word === undefined) return shown;
  const last = blocks.at(-1);
  const since = (last?.type === "item" ? last.finishedAt : undefined) ?? last?.at ?? run.startedAt;
  if (since === undefined) return shown;
  const offset = last?.lastOffset ?? 0;
  return [...shown, { type: "thinking", key: "thinking", offset, lastOffset: offset, word, since }];
}

/** What the head says, what a later one says anew, and rounds in which nothing is to be seen. */
function withoutNoise(blocks: readonly Block[]): Block[] {
  const shown: Block[] = [];
  let hasChanges = false;
  for (const b of blocks.toReversed()) {
    const type = b.type === "event" && !b.event.unknown ? b.event.type : b.type;
    if (type === "usage" || type === "run.started") continue;
    if (type === "diff.updated" && hasChanges) continue;
    if (type === "diff.updated") hasChanges = true;
    const next = shown.at(-1);
    if (type === "iteration.started" && next && isRound(next)) continue;
    shown.push(b);
  }
  return shown.reverse();
}

const isRound = (b: Block) => b.type === "event" && !b.event.unknown && b.event.type === "iteration.started";

function waitsFor(
  blocks: readonly Block[],
  run: Pick<RunSummary, "kind" | "status" | "runner" | "stopRequestedAt">,
  { turn, approvals }: Pick<Overview, "turn" | "approvals">,
): string | undefined {
  if (run.status !== "running" || isFinal(run.status)) return undefined;
  if (run.stopRequestedAt !== undefined) return undefined;
  if (!turn) return run.kind === "prompt" ? `starting ${run.runner ?? "the agent"}` : undefined;
  if (!turn.open || approvals.length > 0) return undefined;
  return blocks.some((b) => b.type === "item" && b.active) ? undefined : "thinking";
}
