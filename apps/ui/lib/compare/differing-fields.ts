import { equal } from "./equal.ts";

/** The names of members that differ between two objects, in the order of the first; null where not both are objects. */
export function differingFields(a: unknown, b: unknown): string[] | null {
  if (!isObject(a) || !isObject(b)) return null;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.filter((name) => !equal(a[name], b[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
