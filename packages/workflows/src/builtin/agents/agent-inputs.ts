import { type AgentOptions, ApprovalPolicy, type InputValues, RunnerType } from "@codex-toolloop/protocol";
import type { InputDefinition } from "../../definition/input-definition.ts";
import type { ContextSpec } from "../../engine/agent-spec.ts";

type Inputs = Record<string, InputDefinition>;

const CONTEXT_TOKENS = 12_000;

/** Who works: for all steps, and for each step that may have a runner of its own. */
export function runnerInputs(steps: readonly { id: string; label: string }[]): Inputs {
  const own = steps.map(({ id, label }): [string, InputDefinition] => [
    `${id}Runner`,
    {
      type: "runner",
      label: `Runner of ${label}`,
      help: "The runner above when empty.",
      required: false,
      advanced: true,
      options: ["codex", "claude"],
    },
  ]);
  return {
    runner: {
      type: "runner",
      label: "Runner",
      help: "Who does the work. Replay plays a recorded run in a sample project: no account, no key, and no workspace.",
      required: true,
      default: "codex",
      options: ["codex", "claude", "replay"],
    },
    ...Object.fromEntries(own),
  };
}

/** How the agents work, whoever they are. */
export const AGENT_INPUTS: Inputs = {
  model: {
    type: "string",
    label: "Model",
    help: "A model of the runner above; its default when empty. A step with a runner of its own uses that one's default.",
    required: false,
    advanced: true,
    allowDash: false,
    pattern: "[A-Za-z0-9_.:\\/@\\[\\]\\-]{1,100}",
    patternHelp: "must be a model's name: letters, digits and . : / @ - _ [ ]",
  },
  maxTurns: {
    type: "integer",
    label: "Most turns",
    help: "Most rounds of model and tools in one step; no limit when empty.",
    required: false,
    advanced: true,
    min: 1,
    max: 1000,
  },
  contextTokens: {
    type: "integer",
    label: "Context tokens",
    help: "Budget of what each step gets to read beside its prompt: map, passages, earlier outputs. 0: nothing.",
    required: false,
    advanced: true,
    default: CONTEXT_TOKENS,
    min: 0,
    max: 100_000,
  },
};

/** The runner of a step: its own, or the one of all. */
export function runnerOf(inputs: InputValues, step?: string): RunnerType {
  // A replay plays all of it: a step alone has nothing recorded.
  if (inputs.runner === "replay") return "replay";
  const own = step === undefined ? undefined : inputs[`${step}Runner`];
  return RunnerType.parse(own ?? inputs.runner ?? "codex");
}

/** Options of an agent that reads and never asks: what its sandbox does not allow is refused. */
export function readingOptions(inputs: InputValues, step: string): AgentOptions {
  return { ...commonOptions(inputs, step), sandbox: "read-only", approvalPolicy: "never" };
}

/** Options of an agent that writes in the workspace. */
export function writingOptions(inputs: InputValues, step: string): AgentOptions {
  const approvalPolicy = ApprovalPolicy.parse(inputs.approvalPolicy ?? "on-request");
  return { ...commonOptions(inputs, step), sandbox: "workspace-write", approvalPolicy };
}

function commonOptions(inputs: InputValues, step: string): Pick<AgentOptions, "model" | "maxTurns"> {
  const { model, maxTurns } = inputs;
  const fits = runnerOf(inputs, step) === runnerOf(inputs);
  return {
    ...(typeof model === "string" && fits ? { model } : {}),
    ...(typeof maxTurns === "number" ? { maxTurns } : {}),
  };
}

/** What a step reads beside its prompt; undefined where the budget is 0. */
export function contextOf(inputs: InputValues, parts: Omit<ContextSpec, "budgetTokens">): ContextSpec | undefined {
  const budgetTokens = typeof inputs.contextTokens === "number" ? inputs.contextTokens : CONTEXT_TOKENS;
  return budgetTokens > 0 ? { budgetTokens, ...parts } : undefined;
}
