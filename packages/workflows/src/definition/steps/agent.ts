import {
  AgentOptions,
  ApprovalPolicy,
  Name,
  OutputShape,
  RunnerType,
  Sandbox,
  ToolKind,
} from "@codex-toolloop/protocol";
import { z } from "zod";
import { didYouMean } from "../../text.ts";
import { InputName } from "../input-definition.ts";
import { strict } from "../strict.ts";
import { SendBackWhen, stepHead, TemplateText, TimeoutSeconds, tries } from "./common.ts";

const Runner = z.union([RunnerType, strict("a runner", { input: InputName })], {
  error: `must be one of ${RunnerType.options.join(", ")}, or { input: name } of an input of type runner`,
});
const Model = z.union([AgentOptions.shape.model.unwrap(), strict("a model", { input: InputName })], {
  error: "must be a model's name, or { input: name } of an input of type string or enum",
});
const Output = z.union([OutputShape, z.record(z.string(), z.unknown())], {
  error: ({ input }) =>
    `must be one of ${OutputShape.options.join(", ")}, or a JSON Schema as a mapping${typeof input === "string" ? didYouMean(input, OutputShape.options) : ""}`,
});
const flag = (what: string) => z.boolean().default(false).describe(what);

/** What an agent reads beside its prompt, as `{{context}}`. */
const Context = strict("a context", {
  budgetTokens: z
    .number()
    .int()
    .min(500)
    .max(100_000)
    .default(8000)
    .describe("Estimated tokens that all of it may have together."),
  repoMap: flag("The tree of the repository with what its files declare."),
  dependencies: flag("What its manifests ask for, with the versions of its lock files."),
  excerpts: flag("Passages of files that the spec and the earlier outputs speak of."),
  earlier: flag("What the earlier steps handed on, in short."),
});

/** One turn of an agent. */
export const AgentStep = strict("an agent step", {
  kind: z.literal("agent"),
  ...stepHead,
  runner: Runner.describe("Which agent: its name, or the input of type runner that says so."),
  role: z
    .string()
    .min(1)
    .max(80)
    .optional()
    .describe("Who it is in this step, in a few words: planner. The id when absent."),
  prompt: TemplateText,
  output: Output.optional().describe(
    "What it must answer: the name of a shape, or a JSON Schema of type object (all properties are required where required is absent). Absent: free text.",
  ),
  sandbox: Sandbox.default("read-only").describe("What it may touch. Nothing, unless the definition says otherwise."),
  approvalPolicy: ApprovalPolicy.optional().describe(
    "When it asks a person first. Absent: never where it is read-only, else on-request.",
  ),
  model: Model.optional().describe("The vendor's name of a model; the vendor's own default when absent."),
  tools: z
    .array(ToolKind)
    .min(1)
    .max(ToolKind.options.length)
    .optional()
    .describe("The only kinds of tools it may use."),
  maxTurns: AgentOptions.shape.maxTurns.describe("Most rounds of model and tools."),
  timeoutSeconds: TimeoutSeconds.optional().describe("Deadline of each attempt."),
  ...tries,
  thread: z
    .union([z.enum(["new", "continue"]), strict("a thread", { step: Name })], {
      error: "must be new, continue or { step: id } of an earlier agent step",
    })
    .default("new")
    .describe("continue: the conversation of the nearest agent step before it with the same runner."),
  context: Context.optional(),
  sendBack: SendBackWhen.optional(),
});
export type AgentStep = z.infer<typeof AgentStep>;
