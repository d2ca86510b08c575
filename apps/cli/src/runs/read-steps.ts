import type { PlacedEvent, StepOutput, StepStatus, Usage } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

/** A step of a run for `run show`: what was planned, and where it stands. */
export interface StepRow {
  id: string;
  title: string;
  status: StepStatus | "pending" | "running";
  detail?: string | undefined;
  attempts?: number | undefined;
  /** Of a running step: so far. */
  durationMs?: number | undefined;
  /** Which pass of a loop, from the second on. */
  round?: number | undefined;
  /** Of an agent step. */
  runner?: string | undefined;
  model?: string | undefined;
  usage?: Usage | undefined;
  /** The run that did it. */
  keptFrom?: string | undefined;
}

/** How many pages of events are read backwards for steps that run: they may have said a lot since they began. */
const PAGES = 64;
/** How many more once one was found: others may run at the same time. */
const PAGES_BESIDE = 4;
const PAGE_EVENTS = 1000;

/**
 * The steps in their planned order. Costs one page of events and one small file a step, and a bounded look at the end of
 * the events for those that left no file.
 * @param live a step that began and has not ended is running.
 */
export async function readSteps(store: Store, runId: string, live: boolean, now: Date): Promise<StepRow[]> {
  const { planned, outputs } = await store.readSteps(runId);
  const rows = planned.map(({ id, title, runner }) => {
    const output = outputs.find((o) => o.step === id);
    if (output) return rowOf(id, title, output);
    return { id, title, status: "pending" as const, ...(runner !== undefined && { runner }) };
  });
  if (rows.every((row) => row.status !== "pending")) return rows;
  const last = await lastOfSteps(store, runId, live);
  return rows.map((row) => {
    const event = row.status === "pending" ? last.get(row.id) : undefined;
    if (event?.type === "step.finished" && !event.willRetry) return { ...row, status: event.status };
    if (!live || !event) return row;
    const since = now.getTime() - Date.parse(event.at) + (event.type === "step.finished" ? event.durationMs : 0);
    return { ...row, status: "running" as const, attempts: event.attempt, durationMs: Math.max(0, since) };
  });
}

function rowOf(id: string, title: string, output: StepOutput): StepRow {
  const { status, detail, attempts, durationMs, round, runner, model, usage, keptFrom } = output;
  return {
    ...{ id, title, status, attempts, durationMs },
    ...(detail !== undefined && { detail }),
    ...(round > 1 && { round }),
    ...(runner !== undefined && { runner }),
    ...(model !== undefined && { model }),
    ...(usage !== undefined && { usage }),
    ...(keptFrom !== undefined && { keptFrom }),
  };
}

type StepEvent = Extract<PlacedEvent["event"], { type: "step.started" | "step.finished"; unknown?: undefined }>;

/**
 * What each step said last, read from the end. Of a live run: up to the newest of them all, and a little beyond. Of one that
 * has ended: the last page, which holds the steps that were skipped.
 */
async function lastOfSteps(store: Store, runId: string, live: boolean): Promise<Map<string, StepEvent>> {
  const found = new Map<string, StepEvent>();
  let before = (await store.sizes(runId)).events;
  let left = live ? PAGES : 1;
  while (left > 0 && before > 0) {
    const { events, firstOffset } = await store.readEvents(runId, { before, limit: PAGE_EVENTS });
    for (const { event } of events.toReversed())
      if (!event.unknown && (event.type === "step.started" || event.type === "step.finished"))
        if (!found.has(event.stepId)) found.set(event.stepId, event);
    if (firstOffset >= before) break;
    before = firstOffset;
    left = found.size > 0 ? Math.min(left - 1, PAGES_BESIDE) : left - 1;
  }
  return found;
}
