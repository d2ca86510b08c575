import { LIMITS, Name } from "@codex-toolloop/protocol";
import { z } from "zod";
import { didYouMean } from "../text.ts";
import { InputName } from "./input-definition.ts";
import { strict } from "./strict.ts";

/** One element of `run`. What a person typed into a form becomes a whole argument, never a part of one. */
export const ArgElement = z.union(
  [
    z
      .string()
      .max(LIMITS.inputBytes)
      .describe("A literal argument, or exactly $" + "{inputs.name}."),
    strict("an argument", { input: InputName }).describe("The value of an input; left out when it has none."),
    strict("an argument", { flags: z.array(InputName).min(1) }).describe(
      "For each input that has a value: its flag and the value, or the bare flag of a boolean that is true.",
    ),
    strict("an argument", { spec: z.literal("path") }).describe("Absolute path of the pasted spec; left out without."),
    strict("an argument", { workspace: z.literal("path") }).describe("Absolute path of the workspace."),
    strict("an argument", { file: z.string().max(1024) }).describe(
      "Absolute path of a file beside the definition, written relative to its folder: scripts/x.mjs.",
    ),
  ],
  {
    error:
      "must be a string, { input: name }, { flags: [names] }, { spec: path }, { workspace: path } or { file: scripts/x.mjs }",
  },
);
export type ArgElement = z.infer<typeof ArgElement>;

export const EnvName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "must be the name of an environment variable");
const timeoutSeconds = z.number().int().min(1).max(LIMITS.timeoutSecondsMax);

/** Runs one program, its output in output.log. */
export const CommandStep = strict("a command step", {
  kind: z.literal("command").optional(),
  id: Name.describe("Unique in the workflow; names step-outputs/<id>.json."),
  title: z.string().min(1).max(120).optional(),
  run: z.array(ArgElement).min(1).max(200).describe("The program and its arguments; no shell is involved."),
  cwd: z.string().optional().describe("Folder to run in, relative to the workspace."),
  env: z.record(EnvName, z.string()).default({}).describe("Variables with fixed values."),
  timeoutSeconds: timeoutSeconds.optional().describe("Deadline of each attempt."),
  retries: z.number().int().min(0).max(10).default(0).describe("Further attempts after a failure."),
  backoffSeconds: z
    .number()
    .min(0)
    .max(300)
    .default(1)
    .describe("Wait before the first retry; doubles with each further one, up to 300."),
  continueOnError: z.boolean().default(false).describe("A failure of this step is reported but does not fail the run."),
});
export type CommandStep = z.infer<typeof CommandStep>;

const LATER: Record<string, string> = {
  agent: "agent steps come with a later version",
  approve: "approve steps come with a later version",
  approval: "approve steps come with a later version",
};

/**
 * A step of a workflow, by `kind`; without one it is a command.
 *
 * PLACE FOR LATER: `AgentStep` (kind `agent`) and `ApproveStep` (kind `approve`) join this list, and the engine's
 * `engineSteps` gets a case for each. Until then a definition that uses them is refused with the words in `LATER`.
 */
export const StepDefinition = z.discriminatedUnion("kind", [CommandStep], {
  error: (issue) => {
    if (issue.code !== "invalid_union") return undefined;
    const kind = String((issue.input as { kind?: unknown } | null | undefined)?.kind);
    return LATER[kind] ?? `unknown kind of step "${kind}"; known is command${didYouMean(kind, ["command"])}`;
  },
});
export type StepDefinition = z.infer<typeof StepDefinition>;
export { timeoutSeconds as TimeoutSeconds };
