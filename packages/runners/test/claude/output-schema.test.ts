import { describe, expect, it } from "vitest";
import { z } from "zod";
import { claudeSchema } from "../../src/claude/output-schema.ts";

describe("a schema as Claude takes it", () => {
  it("has no keyword that it does not know, at any depth", () => {
    const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object", "x-order": 1 };
    const list = { type: "array", prefixItems: [{ type: "string" }], items: { type: "string", minContains: 1 } };
    const choice = { anyOf: [{ type: "string", unevaluatedProperties: false }, { type: "null" }] };
    expect(
      claudeSchema({
        ...schema,
        properties: { list, choice },
        $defs: { a: { ...schema, additionalProperties: false } },
      }),
    ).toEqual({
      type: "object",
      properties: {
        list: { type: "array", items: { type: "string" } },
        choice: { anyOf: [{ type: "string" }, { type: "null" }] },
      },
      $defs: { a: { type: "object", additionalProperties: false } },
    });
  });

  it("keeps properties by any name, and data as it is", () => {
    const schema = { properties: { $schema: { const: { unknown: 1 } }, prefixItems: { enum: [{ x: 1 }, null] } } };
    expect(claudeSchema(schema)).toEqual(schema);
  });

  it("is what zod makes, without its name of the draft", () => {
    const { $schema: _draft, ...rest } = z.toJSONSchema(z.object({ a: z.int().optional(), b: z.email().nullable() }));
    expect(claudeSchema(rest)).toEqual(rest);
  });
});
