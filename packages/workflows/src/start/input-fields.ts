import type { InputValue } from "@codex-toolloop/protocol";
import { type InputDefinition, optionsOf } from "../definition/input-definition.ts";
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
  /** Belongs under "More options". */
  advanced?: boolean;
  default?: InputValue;
  /** Of an enum or a runner. */
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
    if (input.advanced === true) field.advanced = true;
    const options = optionsOf(input);
    if (options !== undefined) field.options = options;
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
  /** Few people need it: shown after the others. */
  advanced?: boolean;
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
    const options = optionsOf(input);
    if (options !== undefined) flag.values = options.map((o) => o.value);
    if (input.advanced === true) flag.advanced = true;
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
