import type { InputValues } from "@codex-toolloop/protocol";
import type { Resumption, WorkflowHost } from "../contract.ts";
import { abortOutcome } from "./abort-outcome.ts";
import type { Plan, StepOutcome } from "./engine-step.ts";
import { keepSteps } from "./keep-steps.ts";
import { type Lane, openLanes, outcomesBefore, printsConcurrently, readiness } from "./lanes.ts";
import { openRounds } from "./rounds.ts";
import { runStep, skipStep } from "./run-step.ts";

export interface PlanWorld {
  host: WorkflowHost;
  inputs: InputValues;
  signal: AbortSignal;
  resumption?: Resumption | undefined;
}

/** How a plan's steps ended. */
export interface PlanEnd {
  /** In the order of the plan. */
  outcomes: StepOutcome[];
  /** How steps had ended in the rounds before, where their work was sent back; in the order of the rounds. */
  earlier: StepOutcome[];
  /** The step that ended last, of those that ran in this run. */
  last?: StepOutcome | undefined;
}

/**
 * Runs the steps of a plan: each when what it needs has ended, as many at a time as the plan says. A step whose needs failed
 * is skipped; the others go on. When the signal aborts, what runs is awaited and the rest is skipped.
 */
export async function runPlan(plan: Plan, { host, inputs, signal, resumption }: PlanWorld): Promise<PlanEnd> {
  const lanes = openLanes(plan, resumption);
  const rounds = openRounds(lanes, (event) => host.emit(event));
  const most = Math.max(1, plan.maxParallel ?? 1);
  const running = new Map<Lane, Promise<void>>();
  const broken = new AbortController();
  const either = AbortSignal.any([signal, broken.signal]);
  const earlier: StepOutcome[] = [];
  /** Conversations that running steps have claimed. */
  const threads = new Map<string, Lane>();
  let last: StepOutcome | undefined;

  const end = (lane: Lane, outcome: StepOutcome) => {
    lane.state = "done";
    lane.outcome = outcome;
    if (lane.previous) earlier.push(lane.previous);
  };
  const start = (lane: Lane) => {
    lane.state = "running";
    lane.withdraw = lane.step.waits ? new AbortController() : undefined;
    const work = runStep(lane.step, {
      round: lane.round,
      feedback: lane.feedback,
      interrupted: lane.interrupted,
      outcomes: outcomesBefore(lanes, lane),
      needs: lanes.graph.needs.get(lane.step.id) ?? [],
      canSendBack: rounds.canSend(lane),
      claimThread(threadId) {
        const free = (threads.get(threadId) ?? lane) === lane;
        if (free) threads.set(threadId, lane);
        return free;
      },
      concurrent: printsConcurrently(lanes, lane.step),
      alone: most === 1,
      inputs,
      host,
      signal: lane.withdraw ? AbortSignal.any([either, lane.withdraw.signal]) : either,
    });
    running.set(
      lane,
      work.then((outcome) => {
        end(lane, outcome);
        last = outcome;
        running.delete(lane);
        for (const [threadId, holder] of threads) if (holder === lane) threads.delete(threadId);
        rounds.ended(lane);
      }),
    );
  };
  const hasPlace = (lane: Lane) => lane.step.waits || [...running.keys()].filter((l) => !l.step.waits).length < most;
  const startWhatCan = () => {
    for (const lane of lanes.all) {
      if (signal.aborted) return;
      if (lane.state !== "pending" || rounds.holds(lane)) continue;
      const state = readiness(lanes, lane);
      if (state === "blocked") end(lane, skipStep(lane.step, "step_failed", lane.round, host));
      else if (state === "ready" && hasPlace(lane)) start(lane);
    }
  };

  keepSteps(lanes, resumption, host);
  try {
    for (;;) {
      if (!signal.aborted) rounds.begin();
      if (!signal.aborted) startWhatCan();
      if (running.size === 0) break;
      await Promise.race(running.values());
    }
  } catch (error) {
    // Nothing more can be recorded. What still runs is ended before whoever runs us is told.
    broken.abort("stop_requested");
    await Promise.allSettled(running.values());
    throw error;
  }
  for (const lane of lanes.all) {
    if (lane.state === "done") continue;
    if (!signal.aborted) throw new Error(`step "${lane.step.id}" could never begin`);
    end(lane, skipStep(lane.step, abortOutcome(signal).reason, lane.round, host));
  }
  earlier.sort((a, b) => a.round - b.round);
  return { outcomes: lanes.all.flatMap((lane) => lane.outcome ?? []), earlier, last };
}
