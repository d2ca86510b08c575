import type { RunStatus, RunSummary } from "@codex-toolloop/protocol";
import type { Block } from "./block.ts";
import type { Overview, StepAttempt } from "./overview.ts";

type Ended = Pick<RunSummary, "status" | "finishedAt">;
type End = Exclude<StepAttempt["status"], "running">;

/**
 * What a run that was killed left open in its events ended with the run. For a run that is final and was read to its end;
 * gives back the same object where nothing is open.
 */
export function endedOverview(o: Overview, run: Ended): Overview {
  const status = endOf(run.status);
  const at = run.finishedAt ?? o.lastAt;
  const goesOn = (s: Overview["steps"][number]) => s.status === "running" || s.status === "retrying";
  if (
    !o.steps.some(goesOn) &&
    o.spans.every((s) => s.finishedAt) &&
    o.approvals.length === 0 &&
    o.openTurns.length === 0
  )
    return o;
  const end = (a: StepAttempt): StepAttempt => (a.status === "running" ? { ...a, status, finishedAt: at } : a);
  return {
    ...o,
    approvals: [],
    openTurns: [],
    turn: o.turn && { ...o.turn, open: false },
    steps: o.steps.map((s) => (goesOn(s) ? { ...s, status, progress: undefined, attempts: s.attempts.map(end) } : s)),
    spans: o.spans.map((s) => (s.finishedAt ? s : { ...s, finishedAt: at })),
  };
}

/** The same for the rows of the transcript. @param o the ended overview: it may know the end of a step that is not loaded. */
export function endedBlocks(blocks: readonly Block[], o: Overview, run: Ended): readonly Block[] {
  if (!blocks.some(isOpen)) return blocks;
  const stopped = run.status === "canceled";
  return blocks.map((b): Block => {
    if (b.type === "approval" && isOpen(b)) return { ...b, expired: true };
    if (b.type === "item" && b.active)
      return {
        ...b,
        active: false,
        streaming: false,
        waits: false,
        item: stopped ? { ...b.item, status: "canceled" } : b.item,
      };
    if (b.type !== "step" || b.status !== "running") return b;
    const known = o.steps
      .find((s) => s.id === b.stepId)
      ?.attempts.find((a) => a.offset === b.offset || (b.continued && a.attempt === b.attempt));
    const status = known && known.status !== "running" ? known.status : endOf(run.status);
    return { ...b, status, durationMs: known?.durationMs, progress: undefined };
  });
}

function isOpen(b: Block): boolean {
  if (b.type === "step") return b.status === "running";
  if (b.type === "approval") return b.decision === undefined && !b.expired;
  return b.type === "item" && b.active;
}

function endOf(status: RunStatus): End {
  return status === "canceled" || status === "timeout" || status === "failed" ? status : "lost";
}
