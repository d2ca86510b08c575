/** What a script says to the run beside its text: progress, and its result as JSON. Outside of a run both do nothing. */
import { appendFileSync, writeFileSync } from "node:fs";

const EVERY_MS = 200;
let last = 0;

/** How far it is: `current` of `total` things, as a `step.progress` event. At most five a second, the last one always. */
export function progress(current, total, unit, message = `${current} of ${total} ${unit}`) {
  const now = Date.now();
  if (!process.env.TOOLLOOP_STEP_EVENTS || (current < total && now - last < EVERY_MS)) return;
  last = now;
  const event = { type: "step.progress", message, current, total, unit, fraction: total > 0 ? current / total : 1 };
  appendFileSync(process.env.TOOLLOOP_STEP_EVENTS, `${JSON.stringify(event)}\n`);
}

/** The result, kept as `output` in `step-outputs/<step>.json`. */
export function result(value) {
  if (process.env.TOOLLOOP_OUTPUT) writeFileSync(process.env.TOOLLOOP_OUTPUT, JSON.stringify(value));
}
