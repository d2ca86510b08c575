import { StepStatus } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { z } from "zod";

/** A step of a run for `run show`: what was planned, and how it ended where it has. */
export interface StepRow {
  id: string;
  title: string;
  status: StepStatus | "pending";
  detail?: string | undefined;
  attempts?: number | undefined;
  durationMs?: number | undefined;
}

/** What `run show` needs of a file in step-outputs. */
const StepOutput = z.object({
  status: StepStatus,
  detail: z.string().optional(),
  attempts: z.number().optional(),
  durationMs: z.number().optional(),
});

/** The steps in their planned order. Costs one page of events and one small file a step, however long the run was. */
export async function readSteps(store: Store, runId: string): Promise<StepRow[]> {
  const { events } = await store.readEvents(runId, { from: 0, limit: 50 });
  const planned = events
    .flatMap(({ event }) => (!event.unknown && event.type === "run.planned" ? [event.steps] : []))
    .at(-1);
  return Promise.all((planned ?? []).map(({ id, title }) => readStep(store, runId, id, title)));
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
