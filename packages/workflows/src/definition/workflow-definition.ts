import { Name } from "@codex-toolloop/protocol";
import { z } from "zod";
import { InputDefinition, InputName } from "./input-definition.ts";
import { definitionProblems } from "./problems/definition-problems.ts";
import { StepDefinition } from "./step-definition.ts";
import { EnvName } from "./steps/command.ts";
import { TimeoutSeconds } from "./steps/common.ts";
import { strict } from "./strict.ts";

const need = z.enum(["required", "optional", "none"]);

/** The shape alone; `WorkflowDefinition` adds the rules between the fields. */
export const WorkflowShape = strict("a workflow", {
  $schema: z.string().optional().describe("For editors; not used."),
  name: Name.describe("How it is started: codex-toolloop run workflow <name>."),
  title: z.string().min(1).max(120).optional().describe("Shown instead of the name."),
  description: z.string().max(2000).optional().describe("What it is for, in a sentence or two."),
  kind: z.enum(["workflow", "script"]).default("workflow").describe("A script is one command for the Runner page."),
  workspace: need.default("optional").describe("Whether it works in a folder that the user chooses."),
  spec: need.default("none").describe("Whether the user pastes a text, given to steps by path."),
  inputs: z.record(InputName, InputDefinition).default({}).describe("Typed values that the user fills in, by name."),
  timeoutSeconds: TimeoutSeconds.optional().describe("Deadline of the whole run; the setting when absent."),
  env: z
    .array(EnvName)
    .max(100)
    .default([])
    .describe("Variables to pass on from the environment, besides the few that always are."),
  keepGoing: z.boolean().default(false).describe("Run all steps although one failed; the run then fails at its end."),
  maxParallel: z.number().int().min(1).max(8).default(2).describe("Most steps that run at the same time."),
  steps: z.array(StepDefinition).min(1).max(100).describe("Run one after the other, except where a step says needs."),
});

/** A workflow as a YAML file defines it. Parsing fills in the defaults. */
export const WorkflowDefinition = WorkflowShape.superRefine((definition, context) => {
  for (const problem of definitionProblems(definition))
    context.addIssue({ code: "custom", path: problem.path, message: problem.message });
});
export type WorkflowDefinition = z.infer<typeof WorkflowDefinition>;

/**
 * Any workflow, also a built-in one: that names a `program` of this package instead of steps, and in `outline` the titles of
 * those that it usually plans. Plain data, fit for request.json.
 */
export type Definition = WorkflowDefinition & { program?: string; outline?: readonly string[] };

/** Title for a person. */
export function titleOf(definition: Definition): string {
  return definition.title ?? definition.name;
}
