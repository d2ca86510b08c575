import { type EventOf, type PlacedEvent, sumUsage, type Usage } from "@codex-toolloop/protocol";
import type { Overview, StepAttempt, StepView } from "./overview.ts";

/** Loops that are kept: a workflow bounds its rounds, a broken one may not. */
const SEND_BACKS_MAX = 50;

/** The plan as it is told now; what is known of its steps stays. */
export function foldPlan(o: Overview, e: EventOf<"run.planned">): void {
  const known = new Map(o.steps.map((s) => [s.id, s]));
  const planned = e.steps.map(({ id, title, kind, needs, runner, role }): StepView => {
    const old = known.get(id);
    known.delete(id);
    return { status: "pending", attempts: [], round: 1, ...old, id, title, kind, needs, runner, role };
  });
  o.steps = [...planned, ...known.values()];
}

/** Changes a step; one that no plan named is added. */
export function changeStep(o: Overview, id: string, change: (s: StepView) => StepView): void {
  const i = o.steps.findIndex((s) => s.id === id);
  const old = o.steps[i] ?? { id, title: id, status: "running", attempts: [], round: 1 };
  o.steps = i < 0 ? [...o.steps, change(old)] : o.steps.with(i, change(old));
}

export function foldStepStarted(o: Overview, placed: PlacedEvent, e: EventOf<"step.started">): void {
  const { attempt, at: startedAt } = e;
  changeStep(o, e.stepId, (s) => ({
    ...s,
    title: e.title,
    status: "running",
    progress: undefined,
    keptFrom: undefined,
    attempts: [
      ...withoutAttempt(s, attempt),
      { attempt, round: s.round, startedAt, status: "running", offset: placed.offset },
    ],
  }));
}

export function foldStepFinished(o: Overview, placed: PlacedEvent, e: EventOf<"step.finished">): void {
  changeStep(o, e.stepId, (s) => {
    const old = s.attempts.find((a) => a.attempt === e.attempt && a.round === s.round);
    const done: StepAttempt = {
      attempt: e.attempt,
      round: s.round,
      startedAt: old?.startedAt ?? new Date(Date.parse(e.at) - e.durationMs).toISOString(),
      finishedAt: e.at,
      durationMs: e.durationMs,
      status: e.status,
      reason: e.reason,
      offset: old?.offset ?? placed.offset,
      endOffset: placed.offset,
    };
    return {
      ...s,
      attempts: [...withoutAttempt(s, e.attempt), done],
      progress: undefined,
      status: e.willRetry ? "retrying" : e.status,
      keptFrom: e.keptFrom,
      usage: sumUsage([s.usage, e.usage ?? s.liveUsage]),
      liveUsage: undefined,
    };
  });
}

/** A step sent its work back: what is named runs again, in the next round. */
export function foldSendBack(o: Overview, placed: PlacedEvent, e: EventOf<"iteration.started">): void {
  const again = e.steps ?? [];
  for (const id of again)
    changeStep(o, id, (s) => ({ ...s, status: "pending", progress: undefined, round: s.round + 1, rounds: e.max }));
  const [to] = again;
  if (to === undefined) return;
  const from = e.stepId ?? again.at(-1) ?? to;
  const { iteration: round, max, feedback } = e;
  o.sendBacks = [...o.sendBacks, { from, to, round, max, feedback, offset: placed.offset }].slice(-SEND_BACKS_MAX);
}

function withoutAttempt(s: StepView, attempt: number): StepAttempt[] {
  return s.attempts.filter((a) => a.attempt !== attempt || a.round !== s.round);
}

/** What the steps of a workflow used so far; undefined where no agent told. */
export function usageOfSteps(steps: readonly StepView[]): Usage | undefined {
  return sumUsage(steps.flatMap((s) => [s.usage, s.liveUsage]));
}
