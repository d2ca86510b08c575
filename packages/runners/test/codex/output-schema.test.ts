import { OUTPUT_SHAPES } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { strictSchema } from "../../src/codex/output/strict-schema.ts";

const json = (schema: z.ZodType) => z.toJSONSchema(schema);
const object = (properties: object) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** All that OpenAI says of a strict schema, at every place of one. */
function expectStrict(schema: unknown): void {
  if (Array.isArray(schema)) {
    for (const part of schema) expectStrict(part);
    return;
  }
  if (typeof schema !== "object" || schema === null) return;
  const s = schema as Record<string, unknown>;
  for (const keyword of ["oneOf", "allOf", "not", "minLength", "pattern", "default", "propertyNames", "$schema"])
    expect(s).not.toHaveProperty(keyword);
  if ([s.type].flat().includes("object")) {
    expect(s.additionalProperties).toBe(false);
    expect(s.required).toEqual(Object.keys(s.properties as object));
    expectStrict(Object.values(s.properties as object));
  }
  for (const part of [s.items, s.anyOf]) expectStrict(part);
  expectStrict(Object.values((s.$defs as object | undefined) ?? {}));
}

describe("a schema in strict mode's words", () => {
  it.each(Object.entries(OUTPUT_SHAPES))("%s", (_name, shape) => expectStrict(strictSchema(json(shape))));

  it("has every property, the optional ones nullable, at any depth", () => {
    const inner = z.object({ a: z.string(), b: z.enum(["x", "y"]).optional().describe("which") });
    const schema = strictSchema(json(z.object({ list: z.array(inner).optional(), n: z.number().nullish() })));
    const either = { anyOf: [{ type: "string", enum: ["x", "y"] }, { type: "null" }], description: "which" };
    expect(schema).toEqual(
      object({
        list: { type: ["array", "null"], items: object({ a: { type: "string" }, b: either }) },
        n: { type: ["number", "null"] },
      }),
    );
  });

  it("leaves out what is refused, and keeps what is not", () => {
    const schema = json(
      z.object({
        mail: z.email(),
        link: z.url(),
        name: z.string().min(1).max(9).regex(/^a/),
        n: z.int().min(1).default(3),
        few: z.array(z.string()).min(1).max(3),
      }),
    );
    expect(strictSchema(schema)).toEqual(
      object({
        mail: { type: "string", format: "email" },
        link: { type: "string" },
        name: { type: "string" },
        n: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
        few: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 3 },
      }),
    );
  });

  it("knows choices and schemas that name themselves", () => {
    const kinds = z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a"), x: z.string().optional() }),
      z.object({ kind: z.literal("b") }),
    ]);
    const tree: z.ZodType = z.lazy(() => z.object({ name: z.string(), parts: z.array(tree).optional() }));
    const schema = strictSchema(json(z.object({ kinds, tree })));
    expectStrict(schema);
    expect(JSON.stringify(schema)).toContain('"anyOf":[{"type":"object","properties":{"kind":');
    expect(JSON.stringify(schema)).toContain('"$ref":"#/$defs/');
  });

  it.each<[string, unknown]>([
    ["a list", json(z.array(z.string()))],
    ["a choice", json(z.union([z.object({}), z.string()]))],
    ["a record", json(z.object({ of: z.record(z.string(), z.string()) }))],
    ["anything", json(z.object({ of: z.unknown() }))],
    ["a tuple", json(z.object({ of: z.tuple([z.string(), z.number()]) }))],
    ["no schema", "object"],
  ])("says that it has none for %s", (_what, schema) => expect(strictSchema(schema)).toBeNull());
});
