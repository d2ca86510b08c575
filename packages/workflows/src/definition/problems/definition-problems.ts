import { isCommand, type StepDefinition } from "../step-definition.ts";
import { agentProblems } from "./agent-problems.ts";
import { commandProblems } from "./command-problems.ts";
import type { DefinitionProblem, Fields } from "./fields.ts";
import { graphProblems } from "./graph-problems.ts";
import { inputProblems } from "./input-problems.ts";
import { templateProblems } from "./template-problems.ts";

/** The rules between the fields of a definition that is well-formed in itself. */
export function definitionProblems(definition: Fields): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  for (const [name, input] of Object.entries(definition.inputs))
    for (const p of inputProblems(input, definition))
      problems.push({ path: ["inputs", name, ...p.path], message: p.message });
  if (definition.kind === "script" && definition.steps.length !== 1)
    problems.push({ path: ["steps"], message: "a script has exactly one step; use kind: workflow for more" });
  const ids = new Set<string>();
  definition.steps.forEach((step, i) => {
    // Step ids name files, and some file systems do not tell a from A.
    if (ids.has(step.id.toLowerCase()))
      problems.push({ path: ["steps", i, "id"], message: `another step is called "${step.id}" already` });
    ids.add(step.id.toLowerCase());
    for (const p of stepProblems(step, definition))
      problems.push({ path: ["steps", i, ...p.path], message: p.message });
  });
  // Names that mean two steps would only give consequences.
  if (ids.size === definition.steps.length) problems.push(...graphProblems(definition.steps));
  return problems;
}

function stepProblems(step: StepDefinition, definition: Fields): DefinitionProblem[] {
  if (isCommand(step)) return commandProblems(step, definition);
  const problems: DefinitionProblem[] = [];
  if (definition.kind === "script")
    problems.push({ path: ["kind"], message: "a script is one command; steps of this kind need kind: workflow" });
  if (step.kind !== "approve" && definition.workspace !== "required")
    problems.push({ path: ["kind"], message: "works in a folder: say workspace: required in the workflow" });
  if (step.kind === "agent") problems.push(...agentProblems(step, definition));
  return [...problems, ...templateProblems(step, definition)];
}
