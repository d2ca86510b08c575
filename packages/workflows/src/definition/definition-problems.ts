import { coerceInput } from "../start/coerce-input.ts";
import { relativePathProblem, workspacePathProblem } from "../start/workspace-path.ts";
import { didYouMean } from "../text.ts";
import type { InputDefinition } from "./input-definition.ts";
import { optionsOf } from "./input-definition.ts";
import { inputOfElement } from "./resolve-argv.ts";
import { PATTERN_VALUE_MAX, safePattern } from "./safe-pattern.ts";
import type { ArgElement, StepDefinition } from "./step-definition.ts";

export interface DefinitionProblem {
  path: (string | number)[];
  message: string;
}

interface Fields {
  kind: "workflow" | "script";
  workspace: "required" | "optional" | "none";
  spec: "required" | "optional" | "none";
  inputs: Record<string, InputDefinition>;
  steps: StepDefinition[];
}

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
  return problems;
}

function inputProblems(input: InputDefinition, definition: Fields): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const say = (key: string, message: string) => problems.push({ path: [key], message });
  if (input.type === "string" && input.pattern !== undefined) {
    const safe = safePattern(input.pattern);
    if (!safe.ok) say("pattern", safe.message);
    if ((input.maxLength ?? 0) > PATTERN_VALUE_MAX)
      say("maxLength", `must be at most ${PATTERN_VALUE_MAX} where there is a pattern`);
  }
  if (input.type === "string" || input.type === "text") {
    if (input.minLength !== undefined && input.maxLength !== undefined && input.minLength > input.maxLength)
      say("minLength", "is greater than maxLength");
  }
  if (input.type === "integer" && input.min !== undefined && input.max !== undefined && input.min > input.max)
    say("min", "is greater than max");
  const values = optionsOf(input)?.map((o) => o.value);
  if (new Set(values).size !== (values?.length ?? 0)) say("options", "has the same value twice");
  if (input.type === "path" && definition.workspace === "none")
    say("type", "a path is inside the workspace, and this workflow says workspace: none");
  if (problems.length === 0 && input.default !== undefined) {
    const coerced = coerceInput(input, input.default);
    if (!coerced.ok) say("default", coerced.message);
  }
  return problems;
}

const SHELLS = /(?:^|\/)(?:sh|bash|dash|zsh|ksh|fish|ash)$/;

function stepProblems(step: StepDefinition, definition: Fields): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const names = Object.keys(definition.inputs);
  step.run.forEach((element, i) => {
    const message = elementProblem(element, step, i, definition, names);
    if (message !== undefined) problems.push({ path: ["run", i], message });
  });
  for (const [name, value] of Object.entries(step.env)) {
    if (value.includes("${inputs.") || value.includes("\0"))
      problems.push({ path: ["env", name], message: "must be a fixed value; inputs go into run as whole arguments" });
  }
  if (step.cwd !== undefined) {
    const why = definition.workspace === "none" ? "needs a workspace" : workspacePathProblem(step.cwd);
    if (why !== undefined) problems.push({ path: ["cwd"], message: why });
  }
  return problems;
}

function elementProblem(
  element: ArgElement,
  step: StepDefinition,
  index: number,
  definition: Fields,
  names: string[],
): string | undefined {
  const input = inputOfElement(element);
  if (typeof element === "object" && "file" in element)
    return relativePathProblem(element.file, "the folder of this definition");
  if (index === 0 && (typeof element !== "string" || input !== undefined || element.trim() === ""))
    return "the program must be written in the definition; an input cannot choose it";
  if (input !== undefined) {
    if (!Object.hasOwn(definition.inputs, input)) return `there is no input "${input}"${didYouMean(input, names)}`;
    const [program, before] = [step.run[0], step.run[index - 1]];
    if (typeof program === "string" && SHELLS.test(program) && typeof before === "string" && /^-[a-z]*c$/.test(before))
      return "an input must not be a shell script; write the script here and read the input as $1";
    return undefined;
  }
  if (typeof element === "string") {
    if (element.includes("\0")) return "must not contain NUL";
    if (element.includes("${inputs."))
      return "an input must be a whole argument: write { input: name } as its own element, or give the input a flag and use { flags: [name] }";
    return undefined;
  }
  if ("flags" in element) {
    for (const name of element.flags) {
      if (!Object.hasOwn(definition.inputs, name)) return `there is no input "${name}"${didYouMean(name, names)}`;
      if (definition.inputs[name]?.flag === undefined) return `the input "${name}" has no flag; add flag: --${name}`;
    }
    return undefined;
  }
  if ("spec" in element)
    return definition.spec === "none" ? "the workflow takes no spec; say spec: optional" : undefined;
  if ("workspace" in element) return definition.workspace === "none" ? "the workflow says workspace: none" : undefined;
  return undefined;
}
