import { didYouMean } from "../../text.ts";
import type { JsonSchema } from "../output-schema.ts";

/**
 * Why an output of this schema can have no such field; undefined when it can, or when the schema does not say.
 * @param fields names, and indexes of lists, from the outside in.
 */
export function fieldProblem(schema: JsonSchema, fields: readonly string[]): string | undefined {
  const [field, ...rest] = fields;
  if (field === undefined) return undefined;
  if (schema.anyOf) {
    const problems = schema.anyOf.map((choice) => fieldProblem(choice, fields));
    return problems.includes(undefined) ? undefined : problems[0];
  }
  if (schema.properties) {
    const names = Object.keys(schema.properties);
    const next = Object.hasOwn(schema.properties, field) ? schema.properties[field] : undefined;
    if (next) return fieldProblem(next, rest);
    return `it has no field "${field}"${didYouMean(field, names) || `; known are ${names.join(", ")}`}`;
  }
  if (schema.items)
    return /^\d+$/.test(field)
      ? fieldProblem(schema.items, rest)
      : `it is a list there, which is entered by a number: "${field}" is none`;
  return `it has no fields there, so no "${field}" either`;
}
