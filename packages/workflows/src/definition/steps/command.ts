import { LIMITS } from "@codex-toolloop/protocol";
import { z } from "zod";
import { InputName } from "../input-definition.ts";
import { strict } from "../strict.ts";
import { SendBack, stepHead, TimeoutSeconds, tries } from "./common.ts";

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

/** Runs one program, its output in output.log. */
export const CommandStep = strict("a command step", {
  kind: z.literal("command").optional(),
  ...stepHead,
  run: z.array(ArgElement).min(1).max(200).describe("The program and its arguments; no shell is involved."),
  cwd: z.string().optional().describe("Folder to run in, relative to the workspace."),
  env: z.record(EnvName, z.string()).default({}).describe("Variables with fixed values."),
  timeoutSeconds: TimeoutSeconds.optional().describe("Deadline of each attempt."),
  ...tries,
  sendBack: SendBack.optional().describe("Where a failure sends the work, after the retries."),
});
export type CommandStep = z.infer<typeof CommandStep>;
