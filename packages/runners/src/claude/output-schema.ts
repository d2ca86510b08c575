import { z } from "zod";

const Schema = z.record(z.string(), z.unknown());
type Schema = z.infer<typeof Schema>;

/** What Claude's own check of a schema knows; it refuses to start over any other keyword, `$schema` of a later draft included. */
const KNOWN = new Set(
  [
    ["$ref", "$defs", "definitions", "type", "enum", "const", "title", "description", "default", "examples", "format"],
    ["properties", "required", "additionalProperties", "patternProperties", "propertyNames", "dependencies"],
    ["minProperties", "maxProperties", "items", "additionalItems", "contains", "minItems", "maxItems", "uniqueItems"],
    ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern"],
    ["anyOf", "oneOf", "allOf", "not", "if", "then", "else", "readOnly", "writeOnly", "deprecated"],
  ].flat(),
);
/** Keywords whose value is a schema by name, and those whose value is data. */
const NAMED = new Set(["$defs", "definitions", "properties", "patternProperties", "dependencies"]);
const DATA = new Set(["enum", "const", "default", "examples", "required"]);

/**
 * A JSON Schema as Claude takes it: without the keywords that it does not know. What they would have refused is for whoever
 * asked to check.
 */
export function claudeSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(claudeSchema);
  const of = Schema.safeParse(schema).data;
  if (!of) return schema;
  return Object.fromEntries(
    Object.entries(of).flatMap(([keyword, value]) => (KNOWN.has(keyword) ? [[keyword, partOf(keyword, value)]] : [])),
  );
}

function partOf(keyword: string, value: unknown): unknown {
  if (DATA.has(keyword)) return value;
  const named: Schema | undefined = NAMED.has(keyword) ? Schema.safeParse(value).data : undefined;
  if (!named) return claudeSchema(value);
  return Object.fromEntries(Object.entries(named).map(([name, part]) => [name, claudeSchema(part)]));
}
