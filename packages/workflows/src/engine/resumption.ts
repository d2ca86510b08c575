import type { AnyEvent, EventOf, PlannedStep, StepOutput } from "@codex-toolloop/protocol";
import type { KeptStep, Resumption, ToldRound } from "../contract.ts";
import { didYouMean, sentenceList } from "../text.ts";
import { type Graph, graphOf } from "./graph.ts";

/** What an earlier run left on disk. */
export interface EarlierRun {
  runId: string;
  /** In their order; those of other kinds are passed over. */
  events: Iterable<AnyEvent>;
  /** Its step-outputs, by step. */
  outputs: ReadonlyMap<string, StepOutput>;
  /** These steps and all that need them run again, in their first round. */
  from?: readonly string[] | undefined;
}

export type ResumptionFound = { ok: true; resumption: Resumption } | { ok: false; message: string };

interface Story {
  planned: readonly PlannedStep[];
  told: ToldRound[];
  /** Steps that began in their round and did not come to an end of their own. */
  open: Set<string>;
}

/**
 * How far an earlier run came: a step is finished when its output says success for the round that the step is in (decision
 * 0014). A step that this run had taken over itself still belongs to the run that did it.
 */
export function resumption({ runId, events, outputs, from = [] }: EarlierRun): ResumptionFound {
  const story = read(events);
  const ids = story.planned.map((s) => s.id);
  const unknown = from.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    const has = ids.length === 0 ? "it never came to a plan" : `it has ${sentenceList(ids.map((id) => `"${id}"`))}`;
    return { ok: false, message: `run ${runId} has no step "${unknown}"${didYouMean(unknown, ids) || `; ${has}`}` };
  }
  const graph = graphOf(story.planned);
  const again = new Set(from.flatMap((id) => [id, ...(graph.after.get(id) ?? [])]));
  const told = story.told.flatMap((round) => without(again, round));
  const { rounds, feedback, sent } = countRounds(told, graph);
  const open = new Set([...story.open].filter((id) => !again.has(id)));
  const kept = new Map<string, KeptStep>();
  for (const id of ids) {
    const output = outputs.get(id);
    if (output?.status !== "success" || output.round !== (rounds.get(id) ?? 1) || again.has(id)) continue;
    kept.set(id, { runId: output.keptFrom ?? runId, output });
    open.delete(id);
    feedback.delete(id);
  }
  return { ok: true, resumption: { runId, kept, rounds, told, sent, feedback, interrupted: open } };
}

function read(events: Iterable<AnyEvent>): Story {
  const story: Story = { planned: [], told: [], open: new Set() };
  for (const event of events) {
    if (event.unknown) continue;
    if (event.type === "run.planned") story.planned = event.steps;
    else if (event.type === "step.started") story.open.add(event.stepId);
    else if (event.type === "step.finished" && !wasCut(event, story)) story.open.delete(event.stepId);
    else if (event.type === "iteration.started") sendBack(story, event);
  }
  return story;
}

/** It was stopped, or ran out of time, or waited for its next attempt; or an agent was, whose turn broke off. */
function wasCut({ stepId, status, reason, willRetry }: EventOf<"step.finished">, { planned }: Story): boolean {
  if (status === "canceled" || status === "timeout" || willRetry === true) return true;
  const isAgent = planned.find((s) => s.id === stepId)?.kind === "agent";
  return status === "failed" && isAgent && reason !== "output_invalid";
}

function sendBack(story: Story, { type, stepId, iteration, max, steps, feedback }: EventOf<"iteration.started">): void {
  // Without steps it is a round of model and tools in a turn.
  if (steps === undefined || steps.length === 0) return;
  for (const id of steps) story.open.delete(id);
  story.told.push({ type, stepId, iteration, max, steps, feedback });
}

/** A round without the steps that run again from their first one: what one of these said or heard is forgotten. */
function without(again: ReadonlySet<string>, round: ToldRound): ToldRound[] {
  const steps = round.steps.filter((id) => !again.has(id));
  if (steps.length === 0) return [];
  const stepId = again.has(round.stepId ?? "") ? undefined : round.stepId;
  return [{ ...round, steps, stepId, feedback: steps[0] === round.steps[0] ? round.feedback : undefined }];
}

/** Where the rounds led: which round each step is in, what it was told, and how often it has sent its work back. */
function countRounds(told: readonly ToldRound[], { before }: Graph) {
  const rounds = new Map<string, number>();
  const feedback = new Map<string, string>();
  const sent = new Map<string, number>();
  for (const round of told) {
    const { stepId = "", steps } = round;
    for (const id of steps) {
      rounds.set(id, (rounds.get(id) ?? 1) + 1);
      feedback.delete(id);
      // A loop inside of this one begins anew with it.
      if (before.get(stepId)?.has(id)) sent.delete(id);
    }
    sent.set(stepId, (sent.get(stepId) ?? 0) + 1);
    if (round.feedback !== undefined) feedback.set(steps[0] ?? "", round.feedback);
  }
  return { rounds, feedback, sent };
}
