import { type InputValue, LIMITS } from "@codex-toolloop/protocol";
import { type InputDefinition, optionsOf } from "../definition/input-definition.ts";
import { PATTERN_VALUE_MAX, safePattern } from "../definition/safe-pattern.ts";
import { didYouMean } from "../text.ts";
import { workspacePathProblem } from "./workspace-path.ts";

/** `value` is undefined when none was given (an empty form field is none). */
export type Coerced = { ok: true; value: InputValue | undefined } | { ok: false; message: string };

const no = (message: string): Coerced => ({ ok: false, message });
const yes = (value: InputValue): Coerced => ({ ok: true, value });

/** Reads one value as its declared type: forms and command lines send strings, the API sends JSON. */
export function coerceInput(input: InputDefinition, raw: unknown): Coerced {
  if (raw === undefined || raw === null || raw === "") return { ok: true, value: undefined };
  if (typeof raw === "string") {
    const bad = textProblem(raw, LIMITS.inputBytes);
    if (bad !== undefined) return no(bad);
  }
  switch (input.type) {
    case "string":
      return coerceString(input, raw);
    case "text":
      if (typeof raw !== "string") return no("must be text");
      return lengthProblem(raw, input) ?? dashProblem(raw, input.allowDash) ?? yes(raw);
    case "integer":
      return coerceInteger(input, raw);
    case "boolean":
      return coerceBoolean(raw);
    case "enum":
    case "runner": {
      const values = (optionsOf(input) ?? []).map((o) => o.value);
      if (typeof raw === "string" && values.includes(raw)) return yes(raw);
      return no(`must be one of ${values.join(", ")}${typeof raw === "string" ? didYouMean(raw, values) : ""}`);
    }
    case "path": {
      if (typeof raw !== "string") return no("must be a path");
      const why = workspacePathProblem(raw);
      return why === undefined ? (dashProblem(raw, input.allowDash) ?? yes(raw)) : no(why);
    }
    default:
      return input satisfies never;
  }
}

/** What no text may have: more bytes than `maxBytes` as UTF-8, NUL, half a surrogate pair. */
export function textProblem(text: string, maxBytes: number): string | undefined {
  if (text.includes("\0")) return "must not contain NUL";
  // A lone surrogate has no UTF-8 form: it would arrive as something else than was typed.
  if (/\p{Surrogate}/u.test(text)) return "must be well-formed Unicode text";
  if (text.length > maxBytes || new TextEncoder().encode(text).length > maxBytes)
    return `must be at most ${maxBytes / 1024} KiB of UTF-8`;
  return undefined;
}

function coerceString(input: Extract<InputDefinition, { type: "string" }>, raw: unknown): Coerced {
  if (typeof raw !== "string") return no("must be text");
  if (/[\r\n]/.test(raw)) return no("must be a single line");
  const bad = lengthProblem(raw, input) ?? dashProblem(raw, input.allowDash);
  if (bad) return bad;
  if (input.pattern !== undefined) {
    if (raw.length > PATTERN_VALUE_MAX) return no(`must be at most ${PATTERN_VALUE_MAX} characters`);
    const safe = safePattern(input.pattern);
    if (!safe.ok) return no(safe.message);
    if (!safe.regex.test(raw)) return no(input.patternHelp ?? `must match ${input.pattern}`);
  }
  return yes(raw);
}

function lengthProblem(raw: string, bounds: { minLength?: number | undefined; maxLength?: number | undefined }) {
  const length = [...raw].length;
  if (bounds.minLength !== undefined && length < bounds.minLength)
    return no(`must have at least ${bounds.minLength} characters`);
  if (bounds.maxLength !== undefined && length > bounds.maxLength)
    return no(`must have at most ${bounds.maxLength} characters`);
  return undefined;
}

function dashProblem(raw: string, allowed: boolean): Coerced | undefined {
  return raw.startsWith("-") && !allowed
    ? no("must not start with a dash (a program would read it as an option)")
    : undefined;
}

function coerceInteger(input: Extract<InputDefinition, { type: "integer" }>, raw: unknown): Coerced {
  const n =
    typeof raw === "number"
      ? raw
      : typeof raw === "string" && /^\s*[+-]?\d{1,16}\s*$/.test(raw)
        ? Number(raw)
        : Number.NaN;
  if (!Number.isSafeInteger(n)) return no("must be a whole number");
  if (input.min !== undefined && n < input.min) return no(`must be at least ${input.min}`);
  if (input.max !== undefined && n > input.max) return no(`must be at most ${input.max}`);
  // Minus zero would be printed as 0 but compare oddly: make it plain.
  return yes(n === 0 ? 0 : n);
}

const WORDS = new Map<unknown, boolean>([
  [true, true],
  ["true", true],
  ["on", true],
  ["1", true],
  ["yes", true],
  [false, false],
  ["false", false],
  ["off", false],
  ["0", false],
  ["no", false],
]);

function coerceBoolean(raw: unknown): Coerced {
  const value = WORDS.get(typeof raw === "string" ? raw.trim().toLowerCase() : raw);
  return value === undefined ? no("must be true or false") : yes(value);
}
