import type { InputValues } from "@codex-toolloop/protocol";
import type { WorkflowHost } from "../contract.ts";
import { resolveArgv } from "../definition/resolve-argv.ts";
import type { Definition } from "../definition/workflow-definition.ts";
import { commandStep } from "./command-step.ts";
import type { Plan } from "./engine-step.ts";

/** The plan of a definition with steps of its own. Agent and approve steps of a later version get their case here. */
export function planOfDefinition(
  definition: Definition,
  inputs: InputValues,
  host: WorkflowHost,
  hasSpec: boolean,
): Plan {
  const world = {
    inputs,
    definitions: definition.inputs,
    specPath: hasSpec ? host.specPath : undefined,
    workspacePath: host.workspace?.path,
  };
  return {
    keepGoing: definition.keepGoing,
    steps: definition.steps.map((step) =>
      commandStep({
        id: step.id,
        title: step.title ?? step.id,
        argv: resolveArgv(step.run, world),
        cwd: step.cwd,
        env: step.env,
        envAllow: definition.env,
        timeoutSeconds: step.timeoutSeconds,
        retries: step.retries,
        backoffSeconds: step.backoffSeconds,
        continueOnError: step.continueOnError,
      }),
    ),
  };
}
