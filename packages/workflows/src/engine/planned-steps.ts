import type { PlannedStep } from "@codex-toolloop/protocol";
import type { EngineStep } from "./engine-step.ts";
import { graphOf } from "./graph.ts";
import { planProblems } from "./plan-problems.ts";

/**
 * The plan as it is told. A list in which each step needs the one before it is its own graph.
 * @throws Error where the steps name each other wrongly.
 */
export function plannedSteps(steps: readonly EngineStep[]): PlannedStep[] {
  const [problem] = planProblems(steps);
  if (problem) throw new Error(`step "${steps[problem.step]?.id}": ${problem.message}`);
  const { linear, needs } = graphOf(steps);
  return steps.map(({ id, title, kind, runner, role }) => ({
    id,
    title,
    kind,
    ...(runner === undefined ? {} : { runner }),
    ...(role === undefined ? {} : { role }),
    ...(linear ? {} : { needs: [...(needs.get(id) ?? [])] }),
  }));
}
