import type { InputValues, RunnerType } from "@codex-toolloop/protocol";
import type { Definition } from "../definition/workflow-definition.ts";

/** The field that chose a runner, to say what is wrong with it: the input's path, or `workflow` where a step names the runner itself. */
export function runnerField(definition: Pick<Definition, "inputs">, inputs: InputValues, runner: RunnerType): string {
  const chosen = Object.entries(definition.inputs).find(
    ([name, input]) => input.type === "runner" && inputs[name] === runner,
  );
  return chosen ? `inputs.${chosen[0]}` : "workflow";
}
