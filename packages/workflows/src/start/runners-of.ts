import { type InputValues, RunnerType } from "@codex-toolloop/protocol";
import type { Definition } from "../definition/workflow-definition.ts";

/** A runner that a run may use, and where it was said: an input's name, or undefined for the definition itself. */
export interface ChosenRunner {
  runner: RunnerType;
  input?: string;
}

/**
 * Every runner that a run with these inputs may use, each once: what its inputs of type runner say, and what its steps name.
 * `replay` in one of them plays the whole run, so it stands alone then.
 */
export function runnersOf(definition: Pick<Definition, "inputs" | "steps">, inputs: InputValues): ChosenRunner[] {
  const chosen: ChosenRunner[] = [];
  for (const [input, { type }] of Object.entries(definition.inputs)) {
    const runner = type === "runner" ? RunnerType.safeParse(inputs[input]).data : undefined;
    if (runner !== undefined) chosen.push({ runner, input });
  }
  for (const step of definition.steps)
    if (step.kind === "agent" && typeof step.runner === "string") chosen.push({ runner: step.runner });
  const replay = chosen.find((c) => c.runner === "replay");
  if (replay) return [replay];
  return chosen.filter((c, i) => chosen.findIndex((o) => o.runner === c.runner) === i);
}
