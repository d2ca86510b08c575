import type { Resumption } from "../contract.ts";
import type { EngineStep, Plan, StepOutcome } from "./engine-step.ts";
import { type Graph, graphOf, unordered } from "./graph.ts";

/** One step of a plan, and how far it has come. */
export interface Lane {
  step: EngineStep;
  state: "pending" | "running" | "done";
  round: number;
  /** Of this round, where it is done. */
  outcome?: StepOutcome | undefined;
  /** Of its round before, where it was sent back. */
  previous?: StepOutcome | undefined;
  feedback?: string | undefined;
  interrupted: boolean;
  /** How often it has sent its work back. */
  sent: number;
  /** Withdraws it while it waits for a person. */
  withdraw?: AbortController | undefined;
}

/** The steps of a plan while they run. */
export interface Lanes {
  plan: Plan;
  graph: Graph;
  /** In the order of the plan. */
  all: readonly Lane[];
  get(id: string): Lane | undefined;
}

export function openLanes(plan: Plan, resumption: Resumption | undefined): Lanes {
  const all = plan.steps.map((step): Lane => {
    const round = resumption?.rounds.get(step.id) ?? 1;
    const feedback = resumption?.feedback.get(step.id);
    const interrupted = resumption?.interrupted.has(step.id) ?? false;
    const sent = resumption?.sent.get(step.id) ?? 0;
    return { step, state: "pending", round, feedback, interrupted, sent };
  });
  const byId = new Map(all.map((lane) => [lane.step.id, lane]));
  return { plan, graph: graphOf(plan.steps), all, get: (id) => byId.get(id) };
}

/** How the steps ended that a step needs, directly or not, the nearest last; and its own round before. */
export function outcomesBefore({ graph, all }: Lanes, lane: Lane): Map<string, StepOutcome> {
  const before = graph.before.get(lane.step.id);
  const ended = all.flatMap((l) => (l.outcome && before?.has(l.step.id) ? [l.outcome] : []));
  const own = lane.previous ? [lane.previous] : [];
  return new Map([...ended, ...own].map((o) => [o.step.id, o]));
}

/** Whether a pending step can begin: its needs have ended (`ready`), one of them in a way that keeps it from running (`blocked`). */
export function readiness(lanes: Lanes, lane: Lane): "waiting" | "ready" | "blocked" {
  const needs = (lanes.graph.needs.get(lane.step.id) ?? []).flatMap((id) => lanes.get(id) ?? []);
  if (needs.some((n) => n.state !== "done")) return "waiting";
  return needs.some((n) => n.outcome && holdsUp(n.outcome, lanes.plan)) ? "blocked" : "ready";
}

/** A step that ended so that what needs it cannot run. */
function holdsUp({ status, reason, step }: StepOutcome, plan: Plan): boolean {
  if (status === "success") return false;
  if (status === "skipped" || status === "canceled") return true;
  return reason === "internal_error" || step.essential === true || !(plan.keepGoing || step.continueOnError);
}

const prints = ({ kind }: EngineStep) => kind === "command" || kind === "checks";

/** Another step that prints may run at the same time as this one. */
export function printsConcurrently({ plan, graph }: Lanes, step: EngineStep): boolean {
  if ((plan.maxParallel ?? 1) < 2 || !prints(step)) return false;
  return plan.steps.some((other) => prints(other) && unordered(graph, step.id, other.id));
}
