import type { InputFlag } from "@codex-toolloop/workflows";

/** What may be given for an input, in a few words: `required, 1 to 10, default 3`. "" where anything or nothing may. */
export function inputRules(flag: InputFlag): string {
  const words = [
    flag.required && flag.default === undefined ? "required" : undefined,
    flag.values === undefined ? undefined : `one of ${flag.values.join(", ")}`,
    flag.rule,
    flag.takesValue ? undefined : "yes or no",
    flag.default === undefined ? undefined : `default ${fallback(flag.default)}`,
  ];
  return words.filter((w) => w !== undefined).join("; ");
}

function fallback(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === "" ? '""' : String(value);
}
