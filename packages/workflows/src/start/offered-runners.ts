import { RunnerType } from "@codex-toolloop/protocol";
import { optionsOf } from "../definition/input-definition.ts";
import type { Definition } from "../definition/workflow-definition.ts";

/** Every runner that a run of this may be given, by an input or by a step that names it; none where no step is an agent's. */
export function offeredRunners({
  inputs,
  steps,
  program,
}: Pick<Definition, "inputs" | "steps" | "program">): RunnerType[] {
  const agents = steps.filter((s) => s.kind === "agent");
  if (program === undefined && agents.length === 0) return [];
  const offered = Object.values(inputs).flatMap((input) =>
    input.type === "runner" ? (optionsOf(input) ?? []).map((option) => option.value) : [],
  );
  const said = [...offered, ...agents.map((s) => s.runner)].flatMap(
    (runner) => RunnerType.safeParse(runner).data ?? [],
  );
  return [...new Set(said)];
}
