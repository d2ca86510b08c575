import { z } from "zod";
import { didYouMean } from "../text.ts";
import { AgentStep } from "./steps/agent.ts";
import { ApproveStep } from "./steps/approve.ts";
import { ChecksStep } from "./steps/checks.ts";
import { CommandStep } from "./steps/command.ts";

const KINDS = ["command", "agent", "approve", "checks"];

/** A step of a workflow, by `kind`; without one it is a command. */
export const StepDefinition = z.discriminatedUnion("kind", [CommandStep, AgentStep, ApproveStep, ChecksStep], {
  error: (issue) => {
    if (issue.code !== "invalid_union") return undefined;
    const kind = String((issue.input as { kind?: unknown } | null | undefined)?.kind);
    return `unknown kind of step "${kind}"; known are ${KINDS.join(", ")}${didYouMean(kind, KINDS)}`;
  },
});
export type StepDefinition = z.infer<typeof StepDefinition>;

/** True for a step that runs a program. */
export function isCommand(step: StepDefinition): step is CommandStep {
  return step.kind === undefined || step.kind === "command";
}

/** Where a step sends the work back to, whatever its kind calls that. */
export function sendBackOf(step: StepDefinition): string | undefined {
  if (step.kind === "approve") return step.pushBackTo;
  return step.sendBack?.to;
}
