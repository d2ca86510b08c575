import type { StepView } from "./overview.ts";

interface Stretch {
  step: StepView;
  from: number;
  to: number;
  shared: boolean;
}

/**
 * Tells of a row in which step it is, where more than one ran at that time and the row's place alone would not say it.
 * @returns the step's title, or undefined where the row stands under its own step's heading
 */
export function parallelSteps(
  steps: readonly StepView[],
): (row: { stepId?: string | undefined; offset: number }) => string | undefined {
  const stretches = steps
    .flatMap((step) =>
      step.attempts.map(({ offset, endOffset }) => ({
        step,
        from: offset,
        to: endOffset ?? (step.status === "running" ? Number.POSITIVE_INFINITY : offset),
        shared: false,
      })),
    )
    .filter((s) => s.to > s.from)
    .sort((a, b) => a.from - b.from);
  markShared(stretches);
  const shared = stretches.filter((s) => s.shared);
  return ({ stepId, offset }) =>
    stepId === undefined
      ? undefined
      : shared.find((s) => s.step.id === stepId && s.from <= offset && offset <= s.to)?.step.title;
}

/** In one pass, in the order of their beginnings: what begins before the one that reaches furthest has ended shares its time. */
function markShared(stretches: Stretch[]): void {
  let furthest: Stretch | undefined;
  for (const stretch of stretches) {
    if (furthest && stretch.from < furthest.to && furthest.step !== stretch.step) {
      furthest.shared = true;
      stretch.shared = true;
    }
    if (!furthest || stretch.to > furthest.to) furthest = stretch;
  }
}
