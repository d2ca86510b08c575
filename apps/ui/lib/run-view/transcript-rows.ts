import type { RunSummary } from "@codex-toolloop/protocol";
import type { Block } from "./block.ts";
import type { Overview } from "./overview.ts";

/** Stands at the end while an agent has its turn and nothing is to be seen of it yet. */
export interface ThinkingRow {
  type: "thinking";
  key: string;
  offset: number;
  lastOffset: number;
  stepId?: string | undefined;
  word: string;
  since: string;
}
export type TranscriptRow = Block | ThinkingRow;

type Run = Pick<RunSummary, "kind" | "status" | "runner" | "startedAt" | "stopRequestedAt">;
type Known = Pick<Overview, "turn" | "openTurns" | "approvals" | "steps">;

/**
 * The rows of the transcript. Where agents work, their usage stands in the head and with their steps; a prompt's own begin
 * with what the user said. The last ones say which agents think, from the beginning of a turn until its first token, and
 * wherever nothing else of it moves.
 */
export function transcriptRows(
  blocks: readonly Block[],
  run: Run,
  overview: Known,
  atEnd: boolean,
): readonly TranscriptRow[] {
  const hasAgents = run.kind === "prompt" || overview.steps.some((s) => s.kind === "agent");
  const shown = hasAgents ? withoutNoise(blocks, run.kind) : blocks;
  const thinking = atEnd ? thinkingRows(blocks, run, overview) : [];
  return thinking.length === 0 ? shown : [...shown, ...thinking];
}

/** What the head says, what a later one says anew, and rounds in which nothing is to be seen. */
function withoutNoise(blocks: readonly Block[], kind: Run["kind"]): Block[] {
  const shown: Block[] = [];
  let hasChanges = false;
  for (const b of blocks.toReversed()) {
    const type = b.type === "event" && !b.event.unknown ? b.event.type : b.type;
    if (type === "usage" || (type === "run.started" && kind === "prompt")) continue;
    if (type === "diff.updated" && hasChanges) continue;
    if (type === "diff.updated") hasChanges = true;
    const next = shown.at(-1);
    if (isTurnRound(b) && next && isTurnRound(next)) continue;
    shown.push(b);
  }
  return shown.reverse();
}

/** A round of model and tools in a turn; that of a workflow is told by its steps. */
const isTurnRound = (b: Block) =>
  b.type === "event" && !b.event.unknown && b.event.type === "iteration.started" && !b.event.steps;

function thinkingRows(blocks: readonly Block[], run: Run, { turn, openTurns, approvals }: Known): ThinkingRow[] {
  if (run.status !== "running" || run.stopRequestedAt !== undefined) return [];
  const offset = blocks.at(-1)?.lastOffset ?? 0;
  const row = (stepId: string | undefined, word: string, since: string | undefined): ThinkingRow[] =>
    since === undefined
      ? []
      : [{ type: "thinking", key: `thinking:${stepId ?? ""}`, offset, lastOffset: offset, stepId, word, since }];
  if (!turn && run.kind === "prompt")
    return row(undefined, `starting ${run.runner ?? "the agent"}`, blocks.at(-1)?.at ?? run.startedAt);
  return openTurns.flatMap(({ stepId, startedAt }) => {
    if (approvals.some((a) => a.stepId === stepId)) return [];
    const own = blocks.filter((b) => b.stepId === stepId);
    if (own.some((b) => b.type === "item" && b.active)) return [];
    const last = own.at(-1);
    return row(stepId, "thinking", (last?.type === "item" ? last.finishedAt : undefined) ?? last?.at ?? startedAt);
  });
}
