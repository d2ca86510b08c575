import { AgentOptions, type FieldError, type InputValues, type RunnerType } from "@codex-toolloop/protocol";
import type { PreparedRun } from "../contract.ts";
import type { Definition } from "../definition/workflow-definition.ts";
import { runnerField } from "./runner-field.ts";
import { runnersOf } from "./runners-of.ts";

/** A recorded workflow that runner `replay` can play. */
export interface Recording {
  name: string;
  /** The workflow that was recorded. */
  workflow: string;
}

/** What of a run its runners decide; `forbidden`: the setting leaves one of them out. */
export type RunnerChoice = Pick<PreparedRun, "runners" | "replay"> & { forbidden: FieldError[]; errors: FieldError[] };

/**
 * Which agents a run may use, and whether it is a replay.
 * @param inputs as `readInputs` returned them; @param speed of a replay: 1 is the recording's own pace.
 */
export function chooseRunners(
  definition: Definition,
  inputs: InputValues,
  options: { allowed: readonly string[]; recordings: readonly Recording[]; speed: number },
): RunnerChoice {
  const runners = runnersOf(definition, inputs);
  const at = (runner: RunnerType, message: string) => ({ path: runnerField(definition, inputs, runner), message });
  const forbidden = runners
    .filter((runner) => !options.allowed.includes(runner))
    .map((r) => at(r, `${r} is left out by the setting allowedRunners (TOOLLOOP_ALLOWED_RUNNERS).`));
  const errors = modelErrors(definition, inputs);
  if (runners.length === 0) return { forbidden, errors };
  if (!runners.includes("replay")) return { runners, forbidden, errors };
  const recording = options.recordings.find((r) => r.workflow === definition.name);
  if (recording) return { runners, replay: { recording: recording.name, speed: options.speed }, forbidden, errors };
  errors.push(at("replay", `there is no recording of "${definition.name}" to replay; choose another runner`));
  return { runners, forbidden, errors };
}

/** A model's name that an input gave must be one, before any vendor's program hears it. */
function modelErrors({ steps }: Definition, inputs: InputValues): FieldError[] {
  const names = steps.flatMap((s) => (s.kind === "agent" && typeof s.model === "object" ? [s.model.input] : []));
  return [...new Set(names)].flatMap((name) => {
    const parsed = AgentOptions.shape.model.safeParse(inputs[name]);
    return parsed.success
      ? []
      : [{ path: `inputs.${name}`, message: parsed.error.issues[0]?.message ?? "is no model" }];
  });
}
