import { type ArtifactInfo, StepOutput } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

/** Steps that are shown; more are in Files. */
const MOST_STEPS = 60;
/** Of an output this much is read, so that one of any size opens at once; of the one that is asked for more. In bytes. */
const PART_BYTES = 512 * 1024;
const FULL_BYTES = 8 * 1024 * 1024;
/** A run plans its steps before it does much else. */
const PLAN_EVENTS = 100;

/** What one step left, as far as it was read. */
export interface StepFile {
  step: string;
  info: ArtifactInfo;
  /** The redacted text, or its beginning. */
  text: string;
  cut: boolean;
  /** Null where the text is cut, or no step's output. */
  output: StepOutput | null;
}

/** The files of `step-outputs/` in the order of the plan. @param full the step whose whole output is wanted */
export async function loadStepFiles(
  store: Store,
  runId: string,
  artifacts: readonly ArtifactInfo[],
  full?: string,
): Promise<{ files: StepFile[]; more: number }> {
  const found = artifacts.filter((a) => /^step-outputs\/[^/]+\.json$/.test(a.path));
  const place = await planOf(store, runId);
  const ordered = found.sort((a, b) => place(stepOf(a)) - place(stepOf(b)));
  const files = await Promise.all(
    ordered.slice(0, MOST_STEPS).map(async (info): Promise<StepFile> => {
      const step = stepOf(info);
      const maxBytes = step === full ? FULL_BYTES : PART_BYTES;
      const read = await store.readArtifact(runId, info.path, { maxBytes });
      const text = read?.content ?? "";
      const cut = (read?.nextOffset ?? 0) < info.size;
      return { step, info, text, cut, output: cut ? null : (StepOutput.safeParse(jsonOf(text)).data ?? null) };
    }),
  );
  return { files, more: Math.max(0, found.length - MOST_STEPS) };
}

const stepOf = (info: ArtifactInfo) => info.path.replace(/^step-outputs\/|\.json$/g, "");

/** Where a step stands in the plan; those that it does not name come after it. */
async function planOf(store: Store, runId: string): Promise<(step: string) => number> {
  const { events } = await store.readEvents(runId, { from: 0, limit: PLAN_EVENTS });
  const plans = events.flatMap(({ event }) => (!event.unknown && event.type === "run.planned" ? [event.steps] : []));
  const place = new Map(plans.at(-1)?.map(({ id }, at) => [id, at]));
  return (step) => place.get(step) ?? place.size;
}

/** A text as the JSON that it holds; undefined where it holds none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
