import { ancestorsOf, planProblems } from "../../engine/plan-problems.ts";
import { didYouMean } from "../../text.ts";
import { type StepDefinition, sendBackOf } from "../step-definition.ts";
import type { DefinitionProblem } from "./fields.ts";

/** What is wrong with what needs what, sends its work back or goes on with whose conversation. */
export function graphProblems(steps: readonly StepDefinition[]): DefinitionProblem[] {
  const plan = planProblems(steps.map(graphStep)).map((p) => {
    const step = steps[p.step];
    const place =
      p.key === "needs" ? needsPlace(step, p.index) : step?.kind === "approve" ? ["pushBackTo"] : ["sendBack", "to"];
    return { path: ["steps", p.step, ...place], message: p.message };
  });
  return [...plan, ...steps.flatMap((step, at) => threadProblems(step, at, steps))];
}

/** A step as the engine's graph functions see it. */
export function graphStep(step: StepDefinition) {
  const back = sendBackOf(step);
  return { id: step.id, needs: step.needs, ...(back === undefined ? {} : { sendsBackTo: { step: back } }) };
}

function needsPlace(step: StepDefinition | undefined, index: number | undefined): (string | number)[] {
  if (index !== undefined) return ["needs", index];
  return step?.needs === undefined ? ["id"] : ["needs"];
}

function threadProblems(step: StepDefinition, at: number, steps: readonly StepDefinition[]): DefinitionProblem[] {
  if (step.kind !== "agent" || step.thread === "new") return [];
  const before = ancestorsOf(steps.map(graphStep)).get(step.id);
  const agents = steps.filter((s) => s.kind === "agent" && s.id !== step.id && before?.has(s.id));
  const say = (message: string) => [{ path: ["steps", at, "thread"], message }];
  if (step.thread === "continue")
    return agents.length > 0 ? [] : say("there is no agent step before this one to go on with");
  const target = step.thread.step;
  const found = agents.find((s) => s.id === target);
  if (found?.kind === "agent")
    return otherRunner(found.runner, step.runner)
      ? say(`"${target}" has another runner, and a conversation stays with its own`)
      : [];
  const ids = agents.map((s) => s.id);
  if (!steps.some((s) => s.id === target)) return say(`there is no step "${target}"${didYouMean(target, ids)}`);
  return say(`"${target}" is no agent step that this one needs, directly or not`);
}

type Runner = Extract<StepDefinition, { kind: "agent" }>["runner"];
/** Two names that differ; what an input chooses is known at the start only. */
function otherRunner(a: Runner, b: Runner): boolean {
  return typeof a === "string" && typeof b === "string" && a !== b;
}
