import { coerceInput } from "../../start/coerce-input.ts";
import { type InputDefinition, optionsOf } from "../input-definition.ts";
import { PATTERN_VALUE_MAX, safePattern } from "../safe-pattern.ts";
import type { DefinitionProblem, Fields } from "./fields.ts";

/** What is wrong with an input beyond its shape. */
export function inputProblems(input: InputDefinition, definition: Fields): DefinitionProblem[] {
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
