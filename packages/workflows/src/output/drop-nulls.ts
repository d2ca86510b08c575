import { z } from "zod";

/** The parts of a JSON Schema that say which fields may be left out. */
const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  $defs: z.record(z.string(), z.unknown()).optional(),
  definitions: z.record(z.string(), z.unknown()).optional(),
});
type Schema = z.infer<typeof Schema>;

/**
 * The same value without the fields that are `null` where the schema lets them be left out. A vendor's structured output
 * knows no optional field: what there is nothing to say about comes as `null`.
 */
export function dropNulls(value: unknown, schema: unknown): unknown {
  const root = read(schema);
  return root ? drop(value, root, root) : value;
}

function drop(value: unknown, schema: Schema, root: Schema): unknown {
  const here = resolve(onlyChoice(schema, root) ?? schema, root);
  if (Array.isArray(value)) {
    const items = read(here.items);
    return items ? value.map((v) => drop(v, items, root)) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).flatMap(([name, field]): [string, unknown][] => {
    const property = here.properties && Object.hasOwn(here.properties, name) ? read(here.properties[name]) : undefined;
    if (!property) return [[name, field]];
    if (field === null && !here.required?.includes(name) && !mayBeNull(property, root)) return [];
    return [[name, drop(field, property, root)]];
  });
  return Object.fromEntries(kept);
}

function mayBeNull(schema: Schema, root: Schema): boolean {
  const here = resolve(schema, root);
  const choices = [...(here.anyOf ?? []), ...(here.oneOf ?? [])].map(read);
  if (choices.length > 0) return choices.some((c) => c !== undefined && mayBeNull(c, root));
  if (here.enum) return here.enum.includes(null);
  if ("const" in here) return here.const === null;
  return here.type === undefined || here.type === "null" || (Array.isArray(here.type) && here.type.includes("null"));
}

/** The one thing that a value can be that may also be null. */
function onlyChoice(schema: Schema, root: Schema): Schema | undefined {
  const here = resolve(schema, root);
  const [only, ...others] = [...(here.anyOf ?? []), ...(here.oneOf ?? [])]
    .map(read)
    .filter((choice) => choice?.type !== "null");
  return others.length === 0 ? only : undefined;
}

/** A `$ref` to a definition of the same schema is followed once; anything else stays as it is. */
function resolve(schema: Schema, root: Schema): Schema {
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(schema.$ref ?? "")?.[1];
  if (schema.$ref === "#") return root;
  return (name === undefined ? undefined : read({ ...root.definitions, ...root.$defs }[name])) ?? schema;
}

function read(schema: unknown): Schema | undefined {
  return Schema.safeParse(schema).data;
}
