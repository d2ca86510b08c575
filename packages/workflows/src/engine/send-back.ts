import type { SendBack, SendBackWhen } from "../definition/steps/common.ts";
import { logExcerpt } from "../report/log-excerpt.ts";
import { mdFence } from "../report/markdown.ts";
import { outputText } from "../template/output-text.ts";
import type { EngineStep, StepContext, StepResult } from "./engine-step.ts";

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

/** How much of a failed command's log is looked at, from its end. */
const LOG_BYTES = 64 * 1024;

/** A command whose failure sends the work back, with what matters of what it printed. */
export function sendBackOnFailure(step: EngineStep, { to, rounds }: SendBack): EngineStep {
  const run = async (context: StepContext): Promise<StepResult> => {
    const result = await step.run(context);
    // A program that is not on this machine no earlier step can put there.
    if (!["failed", "timeout"].includes(result.status) || result.permanent || context.signal.aborted) return result;
    const { logStart, logEnd } = result;
    const known = logStart !== undefined && logEnd !== undefined;
    const log = known ? logExcerpt(await context.host.logTail(logStart, logEnd, LOG_BYTES)) : "";
    const told = `${step.title} failed: ${result.detail ?? result.reason}.`;
    return { ...result, sendBack: log.trim() === "" ? told : `${told}\n\n${mdFence(log)}` };
  };
  return { ...step, sendsBackTo: { step: to, rounds }, run };
}

function fieldOf(output: unknown, field: string): unknown {
  if (typeof output !== "object" || output === null || !Object.hasOwn(output, field)) return undefined;
  return (output as Record<string, unknown>)[field];
}
