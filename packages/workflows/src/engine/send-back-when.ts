import type { SendBackWhen } from "../definition/steps/common.ts";
import { outputText } from "../template/output-text.ts";
import type { EngineStep, StepResult } from "./engine-step.ts";

/** A step whose verdict counts: where the field of its output has the value, it fails and sends the work back. */
export function sendBackWhen(step: EngineStep, { when, to, rounds }: SendBackWhen): EngineStep {
  const { field, equals } = when;
  const judge = (result: StepResult): StepResult => {
    if (result.status !== "success" || fieldOf(result.output, field) !== equals) return result;
    const told = `${step.title} says ${field}: ${equals}.`;
    const sendBack = `${told}\n\n${outputText(result.output, []) ?? ""}`;
    return { ...result, status: "failed", reason: "checks_failed", detail: told, sendBack, permanent: true };
  };
  return { ...step, sendsBackTo: { step: to, rounds }, run: async (context) => judge(await step.run(context)) };
}

function fieldOf(output: unknown, field: string): unknown {
  if (typeof output !== "object" || output === null || !Object.hasOwn(output, field)) return undefined;
  return (output as Record<string, unknown>)[field];
}
