import { ancestorsOf } from "../../engine/plan-problems.ts";
import { parseTemplate, type TemplateName, templateNames } from "../../template/template.ts";
import { didYouMean } from "../../text.ts";
import { outputSchemaOf } from "../output-schema.ts";
import { isCommand, type StepDefinition } from "../step-definition.ts";
import type { DefinitionProblem, Fields } from "./fields.ts";
import { graphStep } from "./graph-problems.ts";
import { fieldProblem } from "./schema-fields.ts";

/** What is wrong with the names in the texts of a step: what they name must be there, and come before. */
export function templateProblems(step: StepDefinition, definition: Fields): DefinitionProblem[] {
  const [key, text] = textOf(step);
  if (text === undefined) return [];
  const parsed = parseTemplate(text);
  const found = parsed.ok
    ? templateNames(parsed.template).flatMap((name) => {
        const message = nameProblem(name, step, definition);
        return message === undefined
          ? []
          : [{ position: name.position, message: `{{${name.path.join(".")}}}: ${message}` }];
      })
    : parsed.problems;
  const told = new Set<string>();
  return found.flatMap(({ position, message }) => {
    if (told.has(message)) return [];
    told.add(message);
    return [{ path: [key], message: `${placeOf(text, position)}${message}` }];
  });
}

function textOf(step: StepDefinition): [key: string, text: string | undefined] {
  if (step.kind === "agent") return ["prompt", step.prompt];
  return ["message", step.kind === "approve" ? step.message : undefined];
}

/** `line 3 of it: `, where there are several. */
function placeOf(text: string, position: number): string {
  if (!text.trimEnd().includes("\n")) return "";
  return `line ${text.slice(0, position).split("\n").length} of it: `;
}

function nameProblem({ path }: TemplateName, step: StepDefinition, definition: Fields): string | undefined {
  const [root, name = "", ...rest] = path;
  if (root === "inputs") {
    const names = Object.keys(definition.inputs);
    return names.includes(name) ? undefined : `there is no input "${name}"${didYouMean(name, names)}`;
  }
  if (root === "spec") return definition.spec === "none" ? "the workflow takes no spec; say spec: optional" : undefined;
  if (root === "context")
    return step.kind === "agent" && step.context
      ? undefined
      : "the step has no context; say context: { repoMap: true }, say";
  if (root === "workspace" || root === "changes")
    return definition.workspace === "none" ? "the workflow says workspace: none" : undefined;
  return root === "steps" ? stepNameProblem(name, rest, step, definition) : undefined;
}

/** @param rest `output` with its fields, or `status`. */
function stepNameProblem(
  id: string,
  [what, ...fields]: string[],
  step: StepDefinition,
  { steps }: Fields,
): string | undefined {
  const named = steps.find((s) => s.id === id);
  const before = ancestorsOf(steps.map(graphStep)).get(step.id);
  if (!named)
    return `there is no step "${id}"${didYouMean(
      id,
      steps.map((s) => s.id),
    )}`;
  // A step that was sent back may read what it had made itself.
  if (named !== step && !before?.has(id)) return `"${id}" does not come before this step: name it in needs`;
  if (what !== "output" || fields.length === 0 || isCommand(named) || named.kind === "approve") return undefined;
  const schema = outputSchemaOf(named.kind === "checks" ? "VerifyOutput" : named.output);
  if (!schema) return `the output of "${id}" is text without fields; give that step an output`;
  const why = fieldProblem(schema, fields);
  return why === undefined ? undefined : `in the output of "${id}": ${why}`;
}
