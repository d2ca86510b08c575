import { LIMITS, Name } from "@codex-toolloop/protocol";
import { z } from "zod";
import { strict } from "../strict.ts";

export const TimeoutSeconds = z.number().int().min(1).max(LIMITS.timeoutSecondsMax);

/** What every step has. */
export const stepHead = {
  id: Name.describe("Unique in the workflow; names step-outputs/<id>.json."),
  title: z.string().min(1).max(120).optional(),
  needs: z
    .array(Name)
    .max(100)
    .optional()
    .describe("Steps that must have succeeded first; [] starts at once. Absent: the step before this one."),
};

const continueOnError = z
  .boolean()
  .default(false)
  .describe("A failure of this step is reported but does not fail the run.");

/** What a step has that is tried again when it fails. */
export const tries = {
  retries: z.number().int().min(0).max(10).default(0).describe("Further attempts after a failure."),
  backoffSeconds: z
    .number()
    .min(0)
    .max(300)
    .default(1)
    .describe("Wait before the first retry; doubles with each further one, up to 300."),
  continueOnError,
};
export { continueOnError as ContinueOnError };

/** The engine counts the rounds of the step that sends back. */
export const Rounds = z
  .number()
  .int()
  .min(2)
  .max(20)
  .describe("How often this step may be reached in all: 3 sends the work back twice at most.");

/** Sends the work back to an earlier step, which is told why. */
export const SendBack = strict("a send back", {
  to: Name.describe("The earlier step that works again; all between runs again too."),
  rounds: Rounds.default(3),
});
export type SendBack = z.infer<typeof SendBack>;

/** The same for an agent's verdict: where a field of its output has this value. */
export const SendBackWhen = strict("a send back", {
  when: strict("a condition", {
    field: z.string().min(1).max(64).describe("A field of this step's output: status."),
    equals: z.union([z.string(), z.number(), z.boolean()], { error: "must be text, a number, true or false" }),
  }),
  to: SendBack.shape.to,
  rounds: SendBack.shape.rounds,
});
export type SendBackWhen = z.infer<typeof SendBackWhen>;

/** A text with names in it, see `template/`. */
export const TemplateText = z
  .string()
  .min(1)
  .max(64 * 1024)
  .describe("A template: {{inputs.name}}, {{spec}}, {{steps.id.output.field}} … are filled in; {{{{ stands for {{.");
