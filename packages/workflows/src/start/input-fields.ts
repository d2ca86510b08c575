import type { InputValue } from "@codex-toolloop/protocol";
import { enumOptions, type InputDefinition } from "../definition/input-definition.ts";
import { PATTERN_VALUE_MAX } from "../definition/safe-pattern.ts";
import type { Definition } from "../definition/workflow-definition.ts";

/**
 * One field of a start form, as plain data. A checkbox must also send `false` (a hidden field before it): what a form
 * leaves out gets the default, which may be true.
 */
export interface InputField {
  name: string;
  type: InputDefinition["type"];
  label: string;
  help?: string;
  required: boolean;
  default?: InputValue;
  options?: { value: string; label: string }[];
  pattern?: string;
  patternHelp?: string;
  min?: number;
  max?: number;
  minLength?: number;
  maxLength?: number;
}

/** What a person fills in to start a workflow, in the order of the definition. */
export function inputFields(definition: Pick<Definition, "inputs">): InputField[] {
  return Object.entries(definition.inputs).map(([name, input]) => {
    const field: InputField = { name, type: input.type, label: input.label ?? labelOf(name), required: input.required };
    if (input.help !== undefined) field.help = input.help;
    if (input.default !== undefined) field.default = input.default;
    if (input.type === "enum") field.options = enumOptions(input);
    if (input.type === "integer") {
      if (input.min !== undefined) field.min = input.min;
      if (input.max !== undefined) field.max = input.max;
    }
    if (input.type === "string" || input.type === "text") {
      if (input.minLength !== undefined) field.minLength = input.minLength;
      if (input.maxLength !== undefined) field.maxLength = input.maxLength;
    }
    if (input.type === "string" && input.pattern !== undefined) {
      field.pattern = input.pattern;
      field.maxLength ??= PATTERN_VALUE_MAX;
      if (input.patternHelp !== undefined) field.patternHelp = input.patternHelp;
    }
    return field;
  });
}

/** `continueOnError` → `Continue on error`. */
function labelOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A command-line option that stands for an input: `codex-toolloop run workflow verify --only tests`. */
export interface InputFlag {
  input: string;
  flag: string;
  /** A boolean is the bare flag; any other takes the next argument. */
  takesValue: boolean;
  help: string;
  required: boolean;
  default?: InputValue;
  values?: string[];
  /** What a value must be, in words: `1 to 10`, `at most 80 characters`. */
  rule?: string;
}

/** One flag per input: the one that the definition declares, or the input's name with dashes. */
export function flagsFor(definition: Definition): InputFlag[] {
  return Object.entries(definition.inputs).map(([name, input]) => {
    const own = `--${name
      .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
      .replace(/_/g, "-")
      .toLowerCase()}`;
    const flag: InputFlag = {
      input: name,
      flag: input.flag ?? own,
      takesValue: input.type !== "boolean",
      help: input.help ?? input.label ?? labelOf(name),
      required: input.required,
    };
    const rule = ruleOf(input);
    if (rule !== undefined) flag.rule = rule;
    if (input.default !== undefined) flag.default = input.default;
    if (input.type === "enum") flag.values = enumOptions(input).map((o) => o.value);
    return flag;
  });
}

function ruleOf(input: InputDefinition): string | undefined {
  if (input.type === "integer") return range(input.min, input.max);
  if (input.type !== "string" && input.type !== "text") return undefined;
  const length = range(input.minLength, input.maxLength);
  const rules = [length === undefined ? undefined : `${length} characters`];
  if (input.type === "string" && input.pattern !== undefined)
    rules.unshift(input.patternHelp ?? `must match ${input.pattern}`);
  return rules.filter((r) => r !== undefined).join(", ") || undefined;
}

function range(min: number | undefined, max: number | undefined): string | undefined {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (min !== undefined) return `at least ${min}`;
  return max === undefined ? undefined : `at most ${max}`;
}
