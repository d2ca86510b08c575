import { AgentOptions, type InputValues, RunnerType } from "@codex-toolloop/protocol";
import { checksStep } from "../checks/checks-step.ts";
import type { WorkflowHost } from "../contract.ts";
import { completeSchema } from "../definition/output-schema.ts";
import { resolveArgv } from "../definition/resolve-argv.ts";
import type { StepDefinition } from "../definition/step-definition.ts";
import type { AgentStep } from "../definition/steps/agent.ts";
import type { CommandStep } from "../definition/steps/command.ts";
import type { Definition } from "../definition/workflow-definition.ts";
import { outputContract } from "../output/output-contract.ts";
import { definitionReport } from "../report/definition-report.ts";
import { runnersOf } from "../start/runners-of.ts";
import { agentStep } from "./agent-step.ts";
import { approveStep } from "./approve-step.ts";
import { commandStep } from "./command-step.ts";
import type { EngineStep, Plan } from "./engine-step.ts";
import { sendBackOnFailure, sendBackWhen } from "./send-back.ts";

interface World {
  definition: Definition;
  inputs: InputValues;
  host: Pick<WorkflowHost, "workspace" | "specPath">;
  hasSpec: boolean;
}

/** The plan of a definition with steps of its own. */
export function planOfDefinition(
  definition: Definition,
  inputs: InputValues,
  host: Pick<WorkflowHost, "workspace" | "specPath">,
  hasSpec: boolean,
): Plan {
  const world = { definition, inputs, host, hasSpec };
  const report = definitionReport(definition);
  return {
    keepGoing: definition.keepGoing,
    maxParallel: definition.maxParallel,
    steps: definition.steps.map((step) => engineStep(step, world)),
    ...(report ? { report } : {}),
  };
}

function engineStep(step: StepDefinition, world: World): EngineStep {
  const { id, needs, title = step.id } = step;
  switch (step.kind) {
    case undefined:
    case "command":
      return commandOf(step, world);
    case "agent":
      return agentOf(step, world);
    case "approve":
      return approveStep({ id, title, needs, message: step.message, pushBackTo: step.pushBackTo, rounds: step.rounds });
    case "checks": {
      const { only, install, timeoutSeconds, sendBack, continueOnError } = step;
      const sendsBackTo = sendBack && { step: sendBack.to, rounds: sendBack.rounds };
      const named = step.title === undefined ? {} : { title };
      const limit = timeoutSeconds === undefined ? {} : { timeoutSeconds };
      return { ...checksStep({ id, ...named, needs, only, install, sendsBackTo, ...limit }), continueOnError };
    }
    default:
      return step satisfies never;
  }
}

function commandOf(step: CommandStep, { definition, inputs, host, hasSpec }: World): EngineStep {
  const argv = resolveArgv(step.run, {
    inputs,
    definitions: definition.inputs,
    specPath: hasSpec ? host.specPath : undefined,
    workspacePath: host.workspace?.path,
  });
  const { id, title = step.id, needs, cwd, env, timeoutSeconds, retries, backoffSeconds, continueOnError } = step;
  const envAllow = definition.env;
  const command = { id, title, argv, cwd, env, envAllow, timeoutSeconds, retries, backoffSeconds, continueOnError };
  const made = { ...commandStep(command), needs };
  return step.sendBack === undefined ? made : sendBackOnFailure(made, step.sendBack);
}

function agentOf(step: AgentStep, { definition, inputs }: World): EngineStep {
  const { kind: _kind, title = step.id, role = step.id, runner, model, sendBack, output, context, ...rest } = step;
  const { sandbox, approvalPolicy, maxTurns, ...spec } = rest;
  const name = typeof model === "object" ? inputs[model.input] : model;
  const named = name === undefined ? {} : { model: String(name) };
  // What only reads is not to be talked into more: what its sandbox does not allow is refused.
  const asks = approvalPolicy ?? (sandbox === "read-only" ? "never" : "on-request");
  const options = AgentOptions.parse({ ...named, sandbox, approvalPolicy: asks, maxTurns });
  const made = agentStep({
    ...spec,
    title,
    role,
    options,
    runner: runnerOf(runner, definition, inputs),
    output: typeof output === "object" ? outputContract(completeSchema(output)) : output && outputContract(output),
    context,
  });
  return sendBack === undefined ? made : sendBackWhen(made, sendBack);
}

/** The runner that a step names or its input chose; where the run is a replay, every step is. */
function runnerOf(runner: AgentStep["runner"], definition: Definition, inputs: InputValues): RunnerType {
  if (runnersOf(definition, inputs).includes("replay")) return "replay";
  return RunnerType.parse(typeof runner === "string" ? runner : inputs[runner.input]);
}
