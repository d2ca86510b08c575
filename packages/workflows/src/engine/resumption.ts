import type { AnyEvent, EventOf, PlannedStep, StepOutput } from "@codex-toolloop/protocol";
import type { KeptStep, Resumption } from "../contract.ts";
import { didYouMean, sentenceList } from "../text.ts";
import { type Graph, graphOf } from "./graph.ts";

/** What an earlier run left on disk. */
export interface EarlierRun {
  runId: string;
  /** In their order; those of other kinds are passed over. */
  events: Iterable<AnyEvent>;
  /** Its step-outputs, by step. */
  outputs: ReadonlyMap<string, StepOutput>;
  /** This step and all that need it run again, in their first round. */
  from?: string | undefined;
}

export type ResumptionFound = { ok: true; resumption: Resumption } | { ok: false; message: string };

interface Story {
  planned: readonly PlannedStep[];
  rounds: Map<string, number>;
  feedback: Map<string, string>;
  /** Steps that began in their round and did not come to an end of their own. */
  open: Set<string>;
}

/**
 * How far an earlier run came: a step is finished when its output says success for the round that the step is in (decision
 * 0014). A step that this run had taken over itself still belongs to the run that did it.
 */
export function resumption({ runId, events, outputs, from }: EarlierRun): ResumptionFound {
  const story = read(events);
  const ids = story.planned.map((s) => s.id);
  if (from !== undefined && !ids.includes(from)) {
    const has = ids.length === 0 ? "it never came to a plan" : `it has ${sentenceList(ids.map((id) => `"${id}"`))}`;
    return { ok: false, message: `run ${runId} has no step "${from}"${didYouMean(from, ids) || `; ${has}`}` };
  }
  const again = from === undefined ? new Set<string>() : fromHere(from, graphOf(story.planned));
  for (const part of [story.rounds, story.feedback, story.open]) for (const id of again) part.delete(id);
  const { rounds, feedback, open } = story;
  const kept = new Map<string, KeptStep>();
  for (const id of ids) {
    const output = outputs.get(id);
    if (output?.status !== "success" || output.round !== (rounds.get(id) ?? 1) || again.has(id)) continue;
    kept.set(id, { runId: output.keptFrom ?? runId, output });
    open.delete(id);
    feedback.delete(id);
  }
  return { ok: true, resumption: { runId, kept, rounds, feedback, interrupted: open } };
}

function read(events: Iterable<AnyEvent>): Story {
  const story: Story = { planned: [], rounds: new Map(), feedback: new Map(), open: new Set() };
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

function sendBack(story: Story, { steps, feedback }: EventOf<"iteration.started">): void {
  // Without steps it is a round of model and tools in a turn.
  const [target] = steps ?? [];
  if (steps === undefined || target === undefined) return;
  for (const id of steps) {
    story.rounds.set(id, (story.rounds.get(id) ?? 1) + 1);
    story.open.delete(id);
    story.feedback.delete(id);
  }
  if (feedback !== undefined) story.feedback.set(target, feedback);
}

function fromHere(from: string, { after }: Graph): Set<string> {
  return new Set([from, ...(after.get(from) ?? [])]);
}
