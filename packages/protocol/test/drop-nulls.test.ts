import { describe, expect, it } from "vitest";
import { z } from "zod";
import { dropNulls } from "../src/index.ts";

const json = (schema: z.ZodType) => z.toJSONSchema(schema);

describe("the nulls of an answer", () => {
  const leaf = z.object({ a: z.string().optional(), keep: z.string().nullable() });
  const schema = json(
    z.object({
      one: z.string().optional(),
      both: z.string().nullish(),
      list: z.array(leaf),
      kind: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("a"), x: z.string().nullish() }),
        z.object({ kind: z.literal("b"), x: z.string().optional() }),
      ]),
    }),
  );

  it("go where they stand for a property that is left out, and stay where they are meant", () => {
    const answer = {
      one: null,
      both: null,
      list: [
        { a: null, keep: null },
        { a: "x", keep: "y" },
      ],
      kind: { kind: "b", x: null },
    };
    expect(dropNulls(answer, schema)).toEqual({
      both: null,
      list: [{ keep: null }, { a: "x", keep: "y" }],
      kind: { kind: "b" },
    });
    expect(dropNulls({ ...answer, kind: { kind: "a", x: null } }, schema)).toMatchObject({ kind: { x: null } });
  });

  it("are left alone in what does not fit, and below a name that is not known", () => {
    const odd = { one: 1, more: null, list: null, kind: { kind: "c", x: null } };
    expect(dropNulls(odd, schema)).toEqual(odd);
    expect(dropNulls({ a: null }, undefined)).toEqual({ a: null });
    expect(dropNulls("text", schema)).toBe("text");
  });

  it("go through a schema that names itself", () => {
    const tree: z.ZodType = z.lazy(() => z.object({ name: z.string(), parts: z.array(tree).optional() }));
    const value = { name: "a", parts: [{ name: "b", parts: null }] };
    expect(dropNulls(value, json(tree))).toEqual({ name: "a", parts: [{ name: "b" }] });
  });
});

describe("a null", () => {
  const schema = {
    type: "object",
    properties: {
      must: { type: "string" },
      may: { type: "string" },
      orNull: { anyOf: [{ type: "string" }, { type: "null" }] },
      list: { type: "array", items: { $ref: "#/$defs/deep" } },
      nullable: { anyOf: [{ $ref: "#/$defs/deep" }, { type: "null" }] },
    },
    required: ["must"],
    $defs: { deep: { type: "object", properties: { x: { type: "number" } } } },
  };
  it("is left out where a field may be left out and may not be null, at any depth", () => {
    const deep = { x: null };
    expect(
      dropNulls({ must: null, may: null, orNull: null, list: [deep], nullable: deep, other: null }, schema),
    ).toEqual({
      must: null,
      orNull: null,
      list: [{}],
      nullable: {},
      other: null,
    });
  });

  it("below references that go in a circle is left alone", () => {
    const circle = {
      $ref: "#/definitions/a",
      definitions: { a: { $ref: "#/definitions/b" }, b: { $ref: "#/definitions/a" } },
    };
    expect(dropNulls({ x: null }, circle)).toEqual({ x: null });
  });
});
