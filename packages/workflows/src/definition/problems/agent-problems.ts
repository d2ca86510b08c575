import { didYouMean } from "../../text.ts";
import { outputSchemaOf, schemaProblems } from "../output-schema.ts";
import type { AgentStep } from "../steps/agent.ts";
import type { DefinitionProblem, Fields } from "./fields.ts";
import { fieldProblem } from "./schema-fields.ts";

/** What is wrong with an agent step beyond its shape and its prompt. */
export function agentProblems(step: AgentStep, definition: Fields): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const say = (path: DefinitionProblem["path"], message: string | undefined) => {
    if (message !== undefined) problems.push({ path, message });
  };
  say(["runner"], runnerProblem(step, definition));
  say(["model"], modelProblem(step, definition));
  if (typeof step.output === "object")
    for (const p of schemaProblems(step.output)) say(["output", ...p.path], p.message);
  if (step.sandbox === "read-only" && step.tools?.includes("edit"))
    say(["tools", step.tools.indexOf("edit")], "edit needs sandbox: workspace-write; this step is read-only");
  if (step.sendBack !== undefined && problems.length === 0) {
    const schema = outputSchemaOf(step.output);
    const { field } = step.sendBack.when;
    const message =
      schema === undefined ? "needs an output with that field: say output" : fieldProblem(schema, [field]);
    say(["sendBack", "when", "field"], message);
  }
  return problems;
}

function runnerProblem({ runner }: AgentStep, { inputs }: Fields): string | undefined {
  if (typeof runner === "string") {
    if (runner !== "replay") return undefined;
    return "replay plays a whole run: offer it by an input of type runner with options: [codex, claude, replay]";
  }
  const name = runner.input;
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (input?.type === "runner")
    return input.default !== undefined || input.required
      ? undefined
      : `the input "${name}" may be left empty; give it a default or required: true`;
  const known = Object.keys(inputs).filter((n) => inputs[n]?.type === "runner");
  if (input) return `the input "${name}" is of type ${input.type}; it must be of type runner`;
  return `there is no input "${name}"${didYouMean(name, known)}`;
}

function modelProblem({ model }: AgentStep, { inputs }: Fields): string | undefined {
  if (typeof model !== "object") return undefined;
  const input = Object.hasOwn(inputs, model.input) ? inputs[model.input] : undefined;
  if (!input) return `there is no input "${model.input}"${didYouMean(model.input, Object.keys(inputs))}`;
  if (input.type === "string" || input.type === "enum") return undefined;
  return `the input "${model.input}" is of type ${input.type}; it must be of type string or enum`;
}
