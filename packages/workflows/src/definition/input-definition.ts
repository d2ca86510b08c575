import { LIMITS, RunnerType } from "@codex-toolloop/protocol";
import { z } from "zod";
import { didYouMean } from "../text.ts";
import { PATTERN_VALUE_MAX } from "./safe-pattern.ts";
import { strict } from "./strict.ts";

const INPUT_TYPES = ["string", "text", "integer", "boolean", "enum", "path", "runner"] as const;

/** A letter first keeps names apart from flags, numbers and `__proto__`. */
export const InputName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/, "must start with a letter and have 1 to 64 letters, digits, _ or -");

const common = {
  label: z.string().min(1).max(80).optional().describe("Shown above the field; the name when absent."),
  help: z.string().max(500).optional().describe("One sentence below the field and in --help."),
  required: z.boolean().default(false).describe("Refuse a start without a value."),
  flag: z
    .string()
    .regex(/^--?[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$/, "must look like --name or -n")
    .optional()
    .describe("What the value follows where a step says { flags: [name] }: --retries 3; a boolean is the bare flag."),
  advanced: z.boolean().optional().describe("Shown under More options: few people need to set it."),
};
const dash = {
  allowDash: z
    .boolean()
    .default(false)
    .describe("Accept a value that starts with a dash, which most programs would read as an option."),
};
const length = (max: number) => z.number().int().min(0).max(max);

const option = z.union(
  [
    z.string().min(1).max(200),
    strict("an option", { value: z.string().min(1).max(200), label: z.string().min(1).max(200).optional() }),
  ],
  { error: "must be a string or { value, label }" },
);

/** One typed input of a workflow, discriminated by `type`. */
export const InputDefinition = z.discriminatedUnion(
  "type",
  [
    strict("a string input", {
      type: z.literal("string"),
      ...common,
      ...dash,
      default: z.string().optional(),
      pattern: z
        .string()
        .min(1)
        .optional()
        .describe("Regular expression (flag v) that the whole value must match; no nested repeats."),
      patternHelp: z.string().max(200).optional().describe("What the pattern asks for, in words."),
      minLength: length(LIMITS.inputBytes).optional(),
      maxLength: length(LIMITS.inputBytes)
        .optional()
        .describe(`Characters; at most ${PATTERN_VALUE_MAX} where there is a pattern.`),
    }).describe("One line of text."),
    strict("a text input", {
      type: z.literal("text"),
      ...common,
      ...dash,
      default: z.string().optional(),
      minLength: length(LIMITS.inputBytes).optional(),
      maxLength: length(LIMITS.inputBytes).optional(),
    }).describe("Text of several lines."),
    strict("an integer input", {
      type: z.literal("integer"),
      ...common,
      default: z.number().int().optional(),
      min: z.number().int().optional(),
      max: z.number().int().optional(),
    }).describe("A whole number."),
    strict("a boolean input", { type: z.literal("boolean"), ...common, default: z.boolean().optional() }).describe(
      "Yes or no.",
    ),
    strict("an enum input", {
      type: z.literal("enum"),
      ...common,
      default: z.string().optional(),
      options: z.array(option).min(1).max(100),
    }).describe("One of a list."),
    strict("a path input", {
      type: z.literal("path"),
      ...common,
      ...dash,
      default: z.string().optional(),
    }).describe("A file or folder inside the workspace, relative to it."),
    strict("a runner input", {
      type: z.literal("runner"),
      ...common,
      default: RunnerType.optional(),
      options: z
        .array(RunnerType)
        .min(1)
        .max(RunnerType.options.length)
        .optional()
        .describe("codex and claude when absent."),
    }).describe("Which agent does the work: codex, claude, or replay, which plays a recorded run."),
  ],
  {
    error: (issue) => {
      if (issue.code !== "invalid_union") return undefined;
      const type = (issue.input as { type?: unknown } | null | undefined)?.type;
      const known = INPUT_TYPES.join(", ");
      if (type === undefined) return `needs a type: one of ${known}`;
      return `must be one of ${known}${didYouMean(String(type), INPUT_TYPES)}`;
    },
  },
);
export type InputDefinition = z.infer<typeof InputDefinition>;

/** The options of an enum input, each with the label to show. */
export function enumOptions(input: Extract<InputDefinition, { type: "enum" }>): { value: string; label: string }[] {
  return input.options.map((o) =>
    typeof o === "string" ? { value: o, label: o } : { value: o.value, label: o.label ?? o.value },
  );
}

const RUNNER_LABELS: Record<RunnerType, string> = { codex: "Codex", claude: "Claude", replay: "Replay" };

/** What an enum or runner input offers; undefined for an input of another type. */
export function optionsOf(input: InputDefinition): { value: string; label: string }[] | undefined {
  if (input.type === "enum") return enumOptions(input);
  if (input.type !== "runner") return undefined;
  return (input.options ?? ["codex", "claude"]).map((value) => ({ value, label: RUNNER_LABELS[value] }));
}
