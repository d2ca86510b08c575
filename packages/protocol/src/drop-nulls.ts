import { z } from "zod";

const Schema = z.record(z.string(), z.unknown());
type Schema = z.infer<typeof Schema>;
/** A reference may lead to another one, and in a circle. */
const REFERENCES_MAX = 10;

/**
 * An agent's answer without the nulls that stand for "left out": a vendor's structured output knows no optional property, so
 * what there is nothing to say about comes as null. A null that the schema itself allows stays.
 * @param schema JSON Schema that the answer is meant to fit. @returns a new value.
 */
export function dropNulls(value: unknown, schema: unknown): unknown {
  const root = Schema.safeParse(schema).data;
  return root ? clean({ root, schema: root }, value) : value;
}

interface Place {
  root: Schema;
  schema: Schema;
}

function clean(place: Place, value: unknown): unknown {
  const { root, schema } = resolved(place);
  const choices = choicesOf(schema);
  if (choices) {
    const chosen = choices.find((choice) => fits({ root, schema: choice }, value));
    return chosen ? clean({ root, schema: chosen }, value) : value;
  }
  if (Array.isArray(value)) {
    const items = Schema.safeParse(schema.items).data;
    return items ? value.map((item) => clean({ root, schema: items }, item)) : value;
  }
  const object = Schema.safeParse(value).data;
  const properties = Schema.safeParse(schema.properties).data;
  if (!object || !properties) return value;
  const required = requiredOf(schema);
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, part]) => {
      const property = Object.hasOwn(properties, name) ? Schema.safeParse(properties[name]).data : undefined;
      if (!property) return [[name, part]];
      const leftOut = part === null && !required.includes(name) && !allowsNull({ root, schema: property });
      return leftOut ? [] : [[name, clean({ root, schema: property }, part)]];
    }),
  );
}

/** Follows references to definitions of the same schema; one that leads nowhere says nothing. */
function resolved({ root, schema }: Place): Place {
  let here = schema;
  for (let i = 0; typeof here.$ref === "string"; i++) {
    const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(here.$ref)?.[1];
    const defs = { ...Schema.safeParse(root.definitions).data, ...Schema.safeParse(root.$defs).data };
    const found = here.$ref === "#" ? root : Schema.safeParse(name === undefined ? undefined : defs[name]).data;
    if (!found || i === REFERENCES_MAX) return { root, schema: {} };
    here = found;
  }
  return { root, schema: here };
}

function choicesOf(schema: Schema): Schema[] | undefined {
  const choices = z.array(Schema).safeParse(schema.anyOf ?? schema.oneOf ?? schema.allOf);
  return choices.data;
}

/** Whether a value may be meant by one of several schemas: its type, its constants, and all it must have. */
function fits(place: Place, value: unknown): boolean {
  const { root, schema } = resolved(place);
  const choices = choicesOf(schema);
  if (choices) return choices.some((choice) => fits({ root, schema: choice }, value));
  if ("const" in schema && schema.const !== value) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  if (schema.type !== undefined && ![schema.type].flat().includes(typeOf(value, schema.type))) return false;
  const object = Schema.safeParse(value).data;
  const properties = Schema.safeParse(schema.properties).data;
  if (!object || !properties) return true;
  return requiredOf(schema).every((name) => {
    const property = Schema.safeParse(properties[name]).data;
    return Object.hasOwn(object, name) && (!property || fits({ root, schema: property }, object[name]));
  });
}

function allowsNull(place: Place): boolean {
  const { schema } = resolved(place);
  if (Object.keys(schema).length === 0) return true;
  return fits(place, null);
}

function typeOf(value: unknown, wanted: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (Number.isInteger(value) && [wanted].flat().includes("integer")) return "integer";
  return typeof value;
}

const requiredOf = (schema: Schema) => z.array(z.string()).catch([]).parse(schema.required);
