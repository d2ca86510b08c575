import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { type PlannedStep, StepOutput } from "@codex-toolloop/protocol";
import type { Redactor, RunSteps } from "../contract.ts";
import { readSmall } from "../fs/read-at.ts";
import { parseJson } from "../fs/read-records.ts";
import { isAbsent } from "../fs/safe-open.ts";
import { toStoreError } from "../store-error.ts";
import { readEventPage } from "./read-events.ts";

/** A run plans its steps before it does anything that makes many events. */
const FIRST_EVENTS = 200;
const MOST_STEPS = 200;
/** A larger output was not written by us. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * What a run planned, and what its steps left in `step-outputs/` so far, in the planned order; redacted. A file that is no
 * step's output is passed over.
 */
export async function readRunSteps(runDir: string, root: string, redactor: Redactor): Promise<RunSteps> {
  const planned = await readPlan(runDir, root, redactor);
  const folder = join(runDir, "step-outputs");
  const read = await Promise.all(
    (await namesIn(folder)).map(async (name) => {
      const parsed = StepOutput.safeParse(parseJson((await readSmall(join(folder, name), root, MOST_BYTES)) ?? ""));
      return parsed.success ? [redactor.json(parsed.data)] : [];
    }),
  );
  const place = new Map(planned.map(({ id }, at) => [id, at]));
  const placeOf = ({ step }: StepOutput) => place.get(step) ?? planned.length;
  const outputs = read.flat().sort((a, b) => placeOf(a) - placeOf(b) || (a.step < b.step ? -1 : 1));
  return { planned, outputs };
}

/** The last `run.planned` among a run's first events. */
async function readPlan(runDir: string, root: string, redactor: Redactor): Promise<PlannedStep[]> {
  const page = await readEventPage(join(runDir, "events.jsonl"), root, redactor, { from: 0, limit: FIRST_EVENTS });
  const plans = page.events.flatMap(({ event }) =>
    !event.unknown && event.type === "run.planned" ? [event.steps] : [],
  );
  return plans.at(-1) ?? [];
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) {
      if (names.length >= MOST_STEPS) break;
      if (name.endsWith(".json") && !name.startsWith(".")) names.push(name);
    }
  } catch (error) {
    if (!isAbsent(error)) throw toStoreError(error, "list", folder);
  }
  return names;
}
