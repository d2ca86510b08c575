import type { WorkflowHost } from "../contract.ts";
import { SENT_BACK } from "./abort-outcome.ts";
import type { Lane, Lanes } from "./lanes.ts";

/** Steps that ended with a result that sends their work back, until that is done. */
export interface Rounds {
  /** A result of this step that sends back would be followed. */
  canSend(lane: Lane): boolean;
  /** A step has ended: remembers what it sends back. */
  ended(lane: Lane): void;
  /** The step may not begin: what it needs is about to run again. */
  holds(lane: Lane): boolean;
  /** Begins the rounds that can begin: nothing that they void is running any more. */
  begin(): void;
}

/**
 * Sends work back. What needs the target and has begun runs again with it, whether the sender needs it or not: it was made
 * of what the target left. It is let end first; what waits for a person is withdrawn.
 */
export function openRounds(lanes: Lanes, emit: WorkflowHost["emit"]): Rounds {
  const senders = new Set<Lane>();
  const order = new Map(lanes.all.map((lane, i) => [lane, i]));
  const placeOf = (lane: Lane) => order.get(targetOf(lanes, lane) ?? lane) ?? 0;

  return {
    canSend: (lane) => targetOf(lanes, lane) !== undefined && left(lane) > 0,
    ended(lane) {
      if (lane.outcome?.sendBack !== undefined) senders.add(lane);
    },
    holds: (lane) => [...senders].some((sender) => regionOf(lanes, sender).includes(lane)),
    begin() {
      const busy = new Set<Lane>();
      for (const sender of [...senders].sort((a, b) => placeOf(a) - placeOf(b))) {
        const target = targetOf(lanes, sender);
        if (!senders.has(sender) || target === undefined || busy.has(target)) continue;
        const region = regionOf(lanes, sender);
        const running = region.filter((l) => l.state === "running");
        for (const lane of running) lane.withdraw?.abort(SENT_BACK);
        if (running.length > 0) for (const lane of region) busy.add(lane);
        else beginRound(sender, target, region);
      }
    },
  };

  function beginRound(sender: Lane, target: Lane, region: readonly Lane[]): void {
    const again = region.filter((l) => l === target || l.state !== "pending");
    // Two steps that failed side by side, say: what each of them found is told at once.
    const voided = [...senders].filter((s) => again.includes(s));
    const heard = voided.filter((s) => s === sender || again.includes(targetOf(lanes, s) ?? sender));
    const feedback = joined(heard);
    for (const lane of voided) senders.delete(lane);
    for (const lane of again) {
      const inner = heard.some((s) => lanes.graph.before.get(s.step.id)?.has(lane.step.id));
      // A loop inside of this one begins anew with it.
      if (heard.includes(lane)) lane.sent += 1;
      else if (inner) lane.sent = 0;
      Object.assign(lane, {
        state: "pending",
        round: lane.round + 1,
        previous: lane.outcome,
        outcome: undefined,
        interrupted: false,
        feedback: lane === target ? feedback : undefined,
      });
    }
    emit({
      type: "iteration.started",
      stepId: sender.step.id,
      iteration: sender.round,
      max: sender.round + left(sender),
      steps: again.map((l) => l.step.id),
      feedback,
    });
  }
}

/** How often a step may still send back. */
function left({ step, sent }: Lane): number {
  return Math.max(0, (step.sendsBackTo?.rounds ?? 1) - 1 - sent);
}

/** Where a step sends its work; undefined where there is no step to send it to. */
function targetOf({ graph, all, get }: Lanes, { step }: Lane): Lane | undefined {
  if (!step.sendsBackTo) return undefined;
  if (step.sendsBackTo.step !== undefined) return get(step.sendsBackTo.step);
  const before = graph.before.get(step.id);
  const agent = all.findLast((l) => l.step.kind === "agent" && before?.has(l.step.id));
  return agent ?? get(graph.needs.get(step.id)?.[0] ?? "");
}

/** The step that work is sent to and all that need it, in the order of the plan. */
function regionOf(lanes: Lanes, sender: Lane): Lane[] {
  const target = targetOf(lanes, sender);
  if (target === undefined) return [];
  const after = lanes.graph.after.get(target.step.id);
  return lanes.all.filter((l) => l === target || after?.has(l.step.id));
}

function joined(senders: readonly Lane[]): string {
  const said = senders.map((s) => s.outcome?.sendBack ?? "");
  if (said.length < 2) return said[0] ?? "";
  return senders.map((s, i) => `${s.step.title}:\n\n${said[i]}`).join("\n\n");
}
