import { type PlacedEvent, StepStatus } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { z } from "zod";

/** A step of a run for `run show`: what was planned, and where it stands. */
export interface StepRow {
  id: string;
  title: string;
  status: StepStatus | "pending" | "running";
  detail?: string | undefined;
  attempts?: number | undefined;
  /** Of a running step: so far. */
  durationMs?: number | undefined;
}

/** What `run show` needs of a file in step-outputs. */
const StepOutput = z.object({
  status: StepStatus,
  detail: z.string().optional(),
  attempts: z.number().optional(),
  durationMs: z.number().optional(),
});

/** How many pages of events are read backwards for the step that runs: it may have said a lot since it began. */
const PAGES = 64;
const PAGE_EVENTS = 1000;

/**
 * The steps in their planned order. Costs one page of events and one small file a step, and a bounded look at the end of
 * the events for those that left no file.
 * @param live a step that began and has not ended is running.
 */
export async function readSteps(store: Store, runId: string, live: boolean, now: Date): Promise<StepRow[]> {
  const { events } = await store.readEvents(runId, { from: 0, limit: 50 });
  const planned = events
    .flatMap(({ event }) => (!event.unknown && event.type === "run.planned" ? [event.steps] : []))
    .at(-1);
  const rows = await Promise.all((planned ?? []).map(({ id, title }) => readStep(store, runId, id, title)));
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

type StepEvent = Extract<PlacedEvent["event"], { type: "step.started" | "step.finished"; unknown?: undefined }>;

/**
 * What each step said last, read from the end. Of a live run: up to the newest of them all, for steps run one after the
 * other. Of one that has ended: the last page, which holds the steps that were skipped.
 */
async function lastOfSteps(store: Store, runId: string, live: boolean): Promise<Map<string, StepEvent>> {
  const found = new Map<string, StepEvent>();
  let before = (await store.sizes(runId)).events;
  for (let page = 0; page < (live ? PAGES : 1) && before > 0 && found.size === 0; page++) {
    const { events, firstOffset } = await store.readEvents(runId, { before, limit: PAGE_EVENTS });
    for (const { event } of events.toReversed())
      if (!event.unknown && (event.type === "step.started" || event.type === "step.finished"))
        if (!found.has(event.stepId)) found.set(event.stepId, event);
    if (firstOffset >= before) break;
    before = firstOffset;
  }
  return found;
}

async function readStep(store: Store, runId: string, id: string, title: string): Promise<StepRow> {
  const file = await store.readArtifact(runId, `step-outputs/${id}.json`, { maxBytes: 1024 * 1024 });
  const output = file && StepOutput.safeParse(parseJson(file.content));
  if (!output?.success) return { id, title, status: "pending" };
  const { status, detail, attempts, durationMs } = output.data;
  return { id, title, status, detail, attempts, durationMs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
