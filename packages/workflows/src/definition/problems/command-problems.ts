import { relativePathProblem, workspacePathProblem } from "../../start/workspace-path.ts";
import { didYouMean } from "../../text.ts";
import { inputOfElement } from "../resolve-argv.ts";
import type { ArgElement, CommandStep } from "../steps/command.ts";
import type { DefinitionProblem, Fields } from "./fields.ts";

const SHELLS = /(?:^|\/)(?:sh|bash|dash|zsh|ksh|fish|ash)$/;

/** What is wrong with a command step beyond its shape. */
export function commandProblems(step: CommandStep, definition: Fields): DefinitionProblem[] {
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
  step: CommandStep,
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
