import { OUTPUT_SHAPES, type OutputShape } from "@codex-toolloop/protocol";
import { z } from "zod";
import { didYouMean, messageOf } from "../text.ts";

const TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"];
const Type = z.enum(TYPES);
const Scalar = z.union([z.string().max(200), z.number(), z.boolean(), z.null()], {
  error: "must be text, a number, true, false or null",
});
const PropertyName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, "must be a letter, then letters, digits, _ or -");

/** One level of a schema; what it holds is read level by level. */
const Node = z.strictObject(
  {
    type: z
      .union([Type, z.array(Type).min(1)], {
        error: ({ input }) =>
          `must be one of ${TYPES.join(", ")}, or a list of them${typeof input === "string" ? didYouMean(input, TYPES) : ""}`,
      })
      .optional(),
    description: z.string().max(2000).optional(),
    title: z.string().max(200).optional(),
    properties: z.record(PropertyName, z.unknown()).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z
      .literal(false, { error: "must be false: both vendors answer in the named fields only" })
      .optional(),
    items: z.unknown().optional(),
    enum: z.array(Scalar).min(1).max(100).optional(),
    const: Scalar.optional(),
    anyOf: z.array(z.unknown()).min(1).max(20).optional(),
  },
  { error: (issue) => (issue.code === "unrecognized_keys" ? unknownKeys(issue.keys) : undefined) },
);
type Node = z.infer<typeof Node>;

/** The part of JSON Schema (draft 2020-12) in which both vendors can be made to answer. */
export interface JsonSchema extends Omit<Node, "properties" | "items" | "anyOf"> {
  [key: string]: unknown;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

export interface SchemaProblem {
  path: (string | number)[];
  message: string;
}

const BYTES_MAX = 16 * 1024;
/** Objects, lists and choices inside each other. */
const DEPTH_MAX = 6;

/** The schema of a step's output, with all that was left to the default; undefined where it answers in free text. */
export function outputSchemaOf(output: OutputShape | Record<string, unknown> | undefined): JsonSchema | undefined {
  if (output === undefined) return undefined;
  return typeof output === "string" ? (z.toJSONSchema(OUTPUT_SHAPES[output]) as JsonSchema) : completeSchema(output);
}

/** A schema that `schemaProblems` accepts, with what it leaves unsaid: all fields are required, and there are no others. */
export function completeSchema(accepted: Record<string, unknown>): JsonSchema {
  const { properties, items, anyOf, ...rest } = accepted as JsonSchema;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, p]) => [name, completeSchema(p)])),
      required: rest.required ?? Object.keys(properties),
      additionalProperties: false,
    }),
    ...(items && { items: completeSchema(items) }),
    ...(anyOf && { anyOf: anyOf.map(completeSchema) }),
  };
}

/** Why a schema cannot be an output's: too large, not understood by both vendors, or nothing that zod can check. */
export function schemaProblems(schema: Record<string, unknown>): SchemaProblem[] {
  const size = JSON.stringify(schema).length;
  if (size > BYTES_MAX) return [{ path: [], message: `must be at most ${BYTES_MAX / 1024} KiB as JSON` }];
  if (schema.type !== "object") return [{ path: [], message: "must say type: object at its top, with its properties" }];
  const problems = nodeProblems(schema, [], 1);
  if (problems.length > 0) return problems;
  try {
    const complete: Record<string, unknown> = completeSchema(schema);
    z.fromJSONSchema(complete);
    return [];
  } catch (error) {
    return [{ path: [], message: `cannot be checked: ${messageOf(error)}` }];
  }
}

function nodeProblems(value: unknown, path: (string | number)[], depth: number): SchemaProblem[] {
  if (depth > DEPTH_MAX) return [{ path, message: `is more than ${DEPTH_MAX} levels deep` }];
  const parsed = Node.safeParse(value);
  if (!parsed.success)
    return parsed.error.issues.map((i) => ({ path: [...path, ...i.path.map(String)], message: wordsOf(i) }));
  const node = parsed.data;
  const message = ruleProblem(node);
  if (message !== undefined) return [{ path, message }];
  const inner: [place: (string | number)[], value: unknown][] = [
    ...Object.entries(node.properties ?? {}).map(([name, p]): [string[], unknown] => [["properties", name], p]),
    ...(node.items === undefined ? [] : [[["items"], node.items] as [string[], unknown]]),
    ...(node.anyOf ?? []).map((choice, i): [(string | number)[], unknown] => [["anyOf", i], choice]),
  ];
  return inner.flatMap(([place, next]) => nodeProblems(next, [...path, ...place], depth + 1));
}

/** The rules between the keys of one level. */
function ruleProblem(node: Node): string | undefined {
  const types = node.type === undefined ? [] : [node.type].flat();
  const names = Object.keys(node.properties ?? {});
  if (types.length === 0 && !node.enum && node.const === undefined && !node.anyOf)
    return "must say what it is: type, enum, const or anyOf";
  if (types.length > 1 && types.some((t) => t === "object" || t === "array"))
    return "may be an object or a list and something else: write that as anyOf";
  if (node.anyOf && Object.keys(node).some((key) => key !== "anyOf" && key !== "description" && key !== "title"))
    return "has anyOf, which stands alone: put the rest into each of its choices";
  if (types.includes("object") !== names.length > 0)
    return names.length > 0 ? "has properties, so it needs type: object" : "is an object, so it needs properties";
  if (types.includes("array") !== (node.items !== undefined))
    return node.items === undefined ? "is a list, so it needs items" : "has items, so it needs type: array";
  const missing = node.required?.find((name) => !names.includes(name));
  return missing === undefined
    ? undefined
    : `requires "${missing}", which is not among its properties${didYouMean(missing, names)}`;
}

function unknownKeys(keys: readonly string[]): string {
  const known = Object.keys(Node.shape);
  const words = keys.map((key) => `"${key}"${didYouMean(key, known)}`).join(", ");
  return `both vendors understand only ${known.join(", ")}, and not ${words}. Say it in a description instead`;
}

/** A key that cannot be in a record says so inside the issue. */
function wordsOf(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}
