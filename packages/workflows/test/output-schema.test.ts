import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeSchema, schemaProblems } from "../src/definition/output-schema.ts";
import { parseWorkflowFile } from "../src/index.ts";
import { outputContract } from "../src/output/output-contract.ts";

const object = (properties: Record<string, unknown>, more = {}) => ({ type: "object", properties, ...more });
const told = (schema: Record<string, unknown>) =>
  schemaProblems(schema).map((p) => `${p.path.join(".") || "(top)"}: ${p.message}`);
/** Objects inside each other. */
const deep = (levels: number): Record<string, unknown> =>
  object({ a: levels > 1 ? deep(levels - 1) : { type: "string" } });

describe("the schema of an output", () => {
  it.each([
    [object({ a: { type: "string" }, b: { type: ["string", "null"], description: "B." } }, { required: ["a"] })],
    [object({ a: { enum: ["x", "y"] }, b: { const: 1 }, c: { type: "string", enum: ["x"] } })],
    [
      object(
        { a: { anyOf: [{ type: "string" }, object({ b: { type: "integer" } })] } },
        { additionalProperties: false },
      ),
    ],
    [object({ rows: { type: "array", items: object({ name: { type: "string" } }) } })],
    [deep(5)],
  ])("may be %j", (schema) => expect(told(schema)).toEqual([]));

  it.each([
    [{ type: "array", items: { type: "string" } }, "(top): must say type: object at its top, with its properties"],
    [{ anyOf: [object({ a: { type: "string" } })] }, "(top): must say type: object at its top, with its properties"],
    [{ type: "object" }, "(top): is an object, so it needs properties"],
    [object({}), "(top): is an object, so it needs properties"],
    [object({ a: {} }), "properties.a: must say what it is: type, enum, const or anyOf"],
    [object({ a: "string" }), "properties.a: Invalid input: expected object, received string"],
    [
      object({ a: { type: "strng" } }),
      'properties.a.type: must be one of object, array, string, number, integer, boolean, null, or a list of them; did you mean "string"?',
    ],
    [object({ a: { type: "array" } }), "properties.a: is a list, so it needs items"],
    [object({ a: { type: "string", items: { type: "string" } } }), "properties.a: has items, so it needs type: array"],
    [
      object({ a: { type: ["array", "null"], items: { type: "string" } } }),
      "properties.a: may be an object or a list and something else: write that as anyOf",
    ],
    [
      object({ a: { type: "string", anyOf: [{ type: "string" }] } }),
      "properties.a: has anyOf, which stands alone: put the rest into each of its choices",
    ],
    [
      object({ a: { type: "string" } }, { required: ["later"] }),
      '(top): requires "later", which is not among its properties',
    ],
    [
      object({ a: { type: "string" } }, { additionalProperties: true }),
      "additionalProperties: must be false: both vendors answer in the named fields only",
    ],
    [object({ "a b": { type: "string" } }), "properties.a b: must be a letter, then letters, digits, _ or -"],
    [
      object({ a: { type: "string", minLength: 3 } }),
      /^properties\.a: both vendors understand only type, .*, and not "minLength"\. Say it in a description instead$/,
    ],
    [object({ a: { $ref: "#/$defs/x" } }), /and not "\$ref"/],
    [object({ a: { type: "string", enums: ["x"] } }), /and not "enums"; did you mean "enum"\?/],
    [
      deep(6),
      "properties.a.properties.a.properties.a.properties.a.properties.a.properties.a: is more than 6 levels deep",
    ],
    [
      object({ a: { type: "string", description: "x".repeat(1990) }, b: { enum: Array(90).fill("y".repeat(190)) } }),
      "(top): must be at most 16 KiB as JSON",
    ],
  ])("must not be %j", (schema, problem) => {
    const problems = told(schema);
    expect(problems).toHaveLength(1);
    if (typeof problem === "string") expect(problems[0]).toBe(problem);
    else expect(problems[0]).toMatch(problem);
  });

  it("requires all fields where it does not say, and allows no others", () => {
    const schema = object({
      a: { type: "string" },
      rows: { type: "array", items: object({ n: { type: "integer" } }) },
    });
    expect(completeSchema(schema)).toEqual({
      type: "object",
      properties: {
        a: { type: "string" },
        rows: {
          type: "array",
          items: {
            type: "object",
            properties: { n: { type: "integer" } },
            required: ["n"],
            additionalProperties: false,
          },
        },
      },
      required: ["a", "rows"],
      additionalProperties: false,
    });
    const contract = outputContract(completeSchema(schema));
    expect(contract.parse({ a: "x", rows: [{ n: 1 }] }).ok).toBe(true);
    expect(contract.parse({ a: "x", rows: [], more: 1 }).ok).toBe(false);
    expect(contract.parse({ a: "x" }).ok).toBe(false);
    expect(contract.parse({ a: "x", rows: [{ n: 1.5 }] }).ok).toBe(false);
  });

  it("that is accepted can be checked by the engine, whatever it is", () => {
    const leaf = fc.constantFrom<Record<string, unknown>>(
      { type: "string" },
      { type: ["integer", "null"] },
      { enum: ["x", 1, null] },
      { const: true },
      { minLength: 1 },
    );
    const { node } = fc.letrec<{ node: Record<string, unknown> }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, depthSize: "small" },
        leaf,
        fc.dictionary(fc.constantFrom("a", "b", "c-d"), tie("node"), { maxKeys: 3 }).map((p) => object(p)),
        tie("node").map((items) => ({ type: "array", items })),
        fc.array(tie("node"), { maxLength: 3 }).map((anyOf) => ({ anyOf })),
      ),
    }));
    fc.assert(
      fc.property(node, (schema) => {
        if (schemaProblems(schema).length === 0) expect(() => outputContract(completeSchema(schema))).not.toThrow();
      }),
    );
  });

  it("has its mistakes told at their line, and a mistyped shape its name", () => {
    const file = (output: string) => `name: w
workspace: required
steps:
  - id: a
    kind: agent
    runner: codex
    prompt: hi
    output: ${output}
`;
    const errors = (output: string) =>
      parseWorkflowFile({ text: file(output), path: "w.yaml", source: "store" }).flatMap((p) =>
        p.ok ? [] : p.errors.map((e) => `${e.line} ${e.path}: ${e.message}`),
      );
    expect(errors("PlanOutput")).toEqual([]);
    expect(errors("PlanOutptu")).toEqual([
      expect.stringMatching(/^8 steps\.0\.output: must be one of PlanOutput, .*did you mean "PlanOutput"\?$/),
    ]);
    expect(errors("\n      type: object\n      properties:\n        list:\n          type: array")).toEqual([
      "11 steps.0.output.properties.list: is a list, so it needs items",
    ]);
  });
});
