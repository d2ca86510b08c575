/**
 * What `{{steps.<id>.output.<field>…}}` stands for: the field of an output, as text. A list is entered by its index.
 * @returns undefined where there is no such field, or nothing in it.
 */
export function outputText(output: unknown, fields: readonly string[]): string | undefined {
  let value = output;
  for (const field of fields) {
    if (typeof value !== "object" || value === null || !Object.prototype.propertyIsEnumerable.call(value, field))
      return undefined;
    value = (value as Record<string, unknown>)[field];
  }
  return textOf(value);
}

/** A text is itself, a list of texts one line each, anything else JSON that a person can read. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === "string"))
    return value.map((v) => `- ${v}`).join("\n");
  return JSON.stringify(value, null, 2);
}
