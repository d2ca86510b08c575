import { z } from "zod";

/** A JSON Schema as an object; what is in it is looked at where it is needed. */
export const Schema = z.record(z.string(), z.unknown());
export type Schema = z.infer<typeof Schema>;

/** What strict mode takes beside the keywords that are rewritten here; everything else is left out, and checked by who asked. */
const KEPT = ["$ref", "type", "description", "enum", "const", "minimum", "maximum", "exclusiveMinimum"].concat(
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
);
const FORMATS = new Set(["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"]);
/** Where one of these stands, leaving it out would let an answer of another form through, or none at all. */
const INEXPRESSIBLE = ["not", "if", "patternProperties", "prefixItems", "dependentSchemas"];

class NotStrict extends Error {}

/**
 * A schema that OpenAI's strict mode takes, for the same answers: every property is required (an optional one may be null
 * instead, see `dropNulls`), none but these are allowed, and keywords that it refuses are left out.
 * @param schema JSON Schema, draft 2020-12, as zod makes it. @returns null where strict mode cannot express it: the root is
 * no object, or a part of it may hold just anything.
 */
export function strictSchema(schema: unknown): Schema | null {
  const root = Schema.safeParse(schema).data;
  if (!root || !isObject(root)) return null;
  try {
    const { $defs } = root;
    const defs = $defs === undefined ? {} : { $defs: mapped(Schema.parse($defs), strict) };
    return { ...strict(root), ...defs };
  } catch (error) {
    if (error instanceof NotStrict) return null;
    throw error;
  }
}

function strict(schema: unknown): Schema {
  const of = Schema.safeParse(schema).data;
  if (!of || INEXPRESSIBLE.some((keyword) => keyword in of)) throw new NotStrict();
  const kept = Object.fromEntries(KEPT.flatMap((keyword) => (keyword in of ? [[keyword, of[keyword]]] : [])));
  if (typeof of.format === "string" && FORMATS.has(of.format)) kept.format = of.format;
  if (Array.isArray(of.allOf)) {
    const [only, ...others] = of.allOf;
    if (others.length > 0 || kept.type !== undefined) throw new NotStrict();
    return { ...kept, ...strict(only) };
  }
  const choices = of.anyOf ?? of.oneOf;
  if (Array.isArray(choices)) return { ...kept, anyOf: choices.map(strict) };
  if (isObject(of)) return { ...kept, type: "object", ...objectOf(of) };
  if (of.type === "array") return { ...kept, items: strict(of.items) };
  if (["$ref", "type", "enum", "const"].every((keyword) => !(keyword in kept))) throw new NotStrict();
  return kept;
}

function objectOf(of: Schema): Schema {
  // A record of any keys.
  if (Schema.safeParse(of.additionalProperties).success) throw new NotStrict();
  const properties = Schema.catch({}).parse(of.properties);
  const required = z.array(z.string()).catch([]).parse(of.required);
  return {
    properties: mapped(properties, (property, name) =>
      required.includes(name) ? strict(property) : nullable(strict(property)),
    ),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** The same, or null. */
function nullable(schema: Schema): Schema {
  if (Array.isArray(schema.type) && schema.type.includes("null")) return schema;
  if (Array.isArray(schema.anyOf)) return { ...schema, anyOf: [...schema.anyOf, { type: "null" }] };
  const { description, ...rest } = schema;
  const about = description === undefined ? {} : { description };
  if (typeof rest.type === "string" && rest.enum === undefined && rest.const === undefined)
    return { ...rest, ...about, type: [rest.type, "null"] };
  return { anyOf: [rest, { type: "null" }], ...about };
}

const isObject = (schema: Schema) => schema.type === "object" || (schema.type === undefined && "properties" in schema);

function mapped(schemas: Schema, map: (schema: unknown, name: string) => Schema): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, map(schema, name)]));
}
