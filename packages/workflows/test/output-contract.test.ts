import { OUTPUT_SHAPES, OutputShape } from "@codex-toolloop/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastJson } from "../src/output/last-json.ts";
import { isOutputShape, outputContract, schemaProblem } from "../src/output/output-contract.ts";

describe("what an answer must be", () => {
  it("every named shape has its name and a schema of an object", () => {
    expect(OutputShape.options).toEqual(Object.keys(OUTPUT_SHAPES));
    for (const shape of OutputShape.options) {
      expect(outputContract(shape)).toMatchObject({ shape, schema: { type: "object" } });
      expect(isOutputShape(shape)).toBe(true);
    }
    expect(isOutputShape("Nope")).toBe(false);
  });

  it("names the field that is wrong", () => {
    const finding = { severity: "bad", area: "a", description: "", evidencePaths: [], suggestions: "x" };
    const parsed = outputContract("ReviewOutput").parse({ findings: [finding], docGaps: [] });
    expect(parsed).toMatchObject({ ok: false });
    if (parsed.ok) return;
    expect(parsed.problems).toEqual([
      expect.stringMatching(/^findings\[0\]\.severity: .*"low"\|"medium"\|"high"/),
      expect.stringMatching(/^findings\[0\]\.suggestions: /),
    ]);
  });

  it("tells of no more than 20 problems", () => {
    const parsed = outputContract({ type: "array", items: { type: "string" } }).parse(Array(50).fill(1));
    expect(parsed.ok ? [] : parsed.problems.slice(-2)).toEqual([expect.stringContaining("[19]: "), "… and 30 more"]);
  });

  it("takes a JSON Schema as well", () => {
    const contract = outputContract({
      type: "object",
      properties: { n: { type: "integer" }, tags: { type: "array", items: { enum: ["a", "b"] } } },
      required: ["n"],
    });
    expect(contract.parse({ n: 1, tags: null })).toEqual({ ok: true, value: { n: 1 } });
    expect(contract.parse({ n: 1.5 })).toMatchObject({ ok: false, problems: [expect.stringContaining("n: ")] });
  });

  it.each([
    [{ type: "nope" }, /nope/],
    [{ $ref: "#/nowhere" }, /nowhere/],
    [{ not: { type: "string" } }, /not is not supported/],
  ])("says why %j cannot be one", (schema, message) => expect(schemaProblem(schema)).toMatch(message));
  it("has no problem with one that can", () => expect(schemaProblem({ type: "object" })).toBeUndefined());
});

describe("the last JSON of a message", () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['Here: {"a":{"b":[1,{}]}} and so on.', { a: { b: [1, {}] } }],
    ['{"a":1}\n```json\n{"a":2}\n```\nClose the } now.', { a: 2 }],
    ['I use { and } a lot: {"a":"} {"}', { a: "} {" }],
    ["nothing", undefined],
    ["{broken: 1}", undefined],
    ["", undefined],
  ])("of %j", (message, found) => expect(lastJson(message)).toEqual(found));

  it("is a list where that is wanted", () => expect(lastJson('See [1]: ["a"] {"b":[2]}.', "array")).toEqual([2]));

  it("is found whatever stands around it", () => {
    const prose = fc.string().map((s) => s.replaceAll("}", ""));
    fc.assert(
      fc.property(prose, fc.dictionary(fc.string(), fc.jsonValue()), prose, (before, value, after) => {
        const json = JSON.parse(JSON.stringify(value));
        expect(lastJson(`${before}\n${JSON.stringify(json)}\n${after}`)).toEqual(json);
      }),
    );
  });

  it("takes no long time over a message that is made to hurt", () => {
    const startedAt = performance.now();
    lastJson("[".repeat(300_000) + "]".repeat(100), "array");
    lastJson("{".repeat(300_000) + "}".repeat(100));
    lastJson('{"a":'.repeat(60_000) + "}".repeat(100));
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
