import { type InputValues, RunnerType } from "@codex-toolloop/protocol";
import type { Definition } from "../definition/workflow-definition.ts";

/**
 * Every runner that a run with these inputs may use, each once: what its inputs of type runner say, and what its steps name.
 * None where no step is an agent's. `replay` in one of them plays the whole run, so it stands alone then.
 */
export function runnersOf(
  { inputs: declared, steps, program }: Pick<Definition, "inputs" | "steps" | "program">,
  inputs: InputValues,
): RunnerType[] {
  const agents = steps.filter((s) => s.kind === "agent");
  // A command may well take the name of a runner as its argument.
  if (program === undefined && agents.length === 0) return [];
  const named = Object.keys(declared).flatMap((name) => (declared[name]?.type === "runner" ? [inputs[name]] : []));
  const said = [...named, ...agents.map((s) => s.runner)].flatMap((r) => RunnerType.safeParse(r).data ?? []);
  return said.includes("replay") ? ["replay"] : [...new Set(said)];
}
