import type { InputDefinition } from "../input-definition.ts";
import type { StepDefinition } from "../step-definition.ts";

/** What is wrong with a definition, with the place as zod names it. */
export interface DefinitionProblem {
  path: (string | number)[];
  message: string;
}

/** What the rules between the fields look at. */
export interface Fields {
  kind: "workflow" | "script";
  workspace: "required" | "optional" | "none";
  spec: "required" | "optional" | "none";
  inputs: Record<string, InputDefinition>;
  steps: StepDefinition[];
}
