import type { StepOutput } from "@codex-toolloop/protocol";
import type { Overview, StepView } from "./overview.ts";
import type { RunViewStore } from "./run-view-store.ts";

/** Byte offset of what was not read: its time leads to it, see `showAttempt`. */
const UNREAD = -1;

/**
 * What the unread middle of a long run's events would have told of its steps, taken from what they left. A step of which
 * the read part knows as much or more stays as it is.
 */
export function fillSteps(o: Overview, outputs: readonly StepOutput[]): Overview {
  const left = new Map(outputs.map((out) => [out.step, out]));
  return { ...o, steps: o.steps.map((s) => filled(s, left.get(s.id))) };
}

function filled(step: StepView, out: StepOutput | undefined): StepView {
  const known = step.attempts.some((a) => a.round === step.round && a.finishedAt !== undefined);
  if (!out || out.round < step.round || (known && out.round === step.round)) return step;
  const { runner, model, role, usage, keptFrom } = out;
  return {
    ...step,
    status: out.status,
    progress: undefined,
    round: out.round,
    attempts: [...step.attempts.filter((a) => a.finishedAt !== undefined), attemptOf(out)],
    ...(runner && { runner }),
    ...(model && { model }),
    ...(role && { role }),
    ...(usage && { usage }),
    ...(keptFrom && { keptFrom }),
  };
}

function attemptOf({
  attempts,
  round,
  status,
  reason,
  durationMs,
  finishedAt,
}: StepOutput): StepView["attempts"][number] {
  const ended = finishedAt === undefined ? undefined : Date.parse(finishedAt);
  return {
    attempt: Math.max(1, attempts),
    ...{ round, status, reason, durationMs, finishedAt },
    startedAt: ended === undefined ? undefined : new Date(ended - durationMs).toISOString(),
    offset: UNREAD,
    endOffset: UNREAD,
  };
}

/** Goes to where an attempt began. */
export function showAttempt(
  store: Pick<RunViewStore, "jumpTo" | "jumpToTime">,
  { offset, startedAt }: { offset: number; startedAt?: string | undefined },
): Promise<void> {
  return offset === UNREAD && startedAt !== undefined ? store.jumpToTime(startedAt) : store.jumpTo(offset, true);
}
