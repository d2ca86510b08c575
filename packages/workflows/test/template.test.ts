import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outputText } from "../src/template/output-text.ts";
import {
  escapeTemplate,
  parseTemplate,
  renderTemplate,
  type Template,
  templateNames,
} from "../src/template/template.ts";

function template(text: string): Template {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(parsed.problems.map((p) => p.message).join("; "));
  return parsed.template;
}
const render = (text: string, values: Record<string, string>) =>
  renderTemplate(template(text), { lookup: (path) => values[path.join(".")] });

describe("a template", () => {
  it("takes each name's value, with or without spaces, and says (none) where there is none", () => {
    expect(render("a {{inputs.x}}{{ spec }}\n{{feedback}}.", { "inputs.x": "1", spec: "S" })).toBe("a 1S\n(none).");
  });

  it("tells its names in order, with their place; an id may hold dots", () => {
    const names = templateNames(template("{{spec}} {{steps.a.b.output.list.0}} {{{{x}} {{steps.output.status}}"));
    expect(names).toEqual([
      { path: ["spec"], position: 0 },
      { path: ["steps", "a.b", "output", "list", "0"], position: 9 },
      { path: ["steps", "output", "status"], position: 45 },
    ]);
  });

  it.each([
    ["{{spec", 0, /never closed; write \{\{\{\{/],
    ["ab {{}}", 3, /\{\{\}\} is no name/],
    ["{{spce}}", 0, /\{\{spce\}\} is no name of a template; did you mean "spec"\?/],
    ["{{process.env.HOME}}", 0, /knows spec, .* and steps\.<id>\.status$/],
    ["{{inputs}}", 0, /did you mean/],
    ["{{inputs.a.b}}", 0, /is no name/],
    ["{{steps.a}}", 0, /write steps\.<id>\.output/],
    ["{{steps.a.status.x}}", 0, /write steps\.<id>\.output/],
    ["{{steps.a.output.x y}}", 0, /write steps\.<id>\.output/],
    ["{{changes}}", 0, /is no name/],
    ["{{{inputs.a}}}", 0, /is no name/],
  ])("refuses %s", (text, position, message) => {
    const parsed = parseTemplate(text);
    expect(parsed).toMatchObject({ ok: false, problems: [{ position }] });
    expect(parsed.ok ? "" : parsed.problems[0]?.message).toMatch(message);
  });

  it("tells of every wrong name at once", () => {
    const parsed = parseTemplate("{{a}} {{spec}} {{b}}");
    expect(parsed.ok ? [] : parsed.problems.map((p) => p.position)).toEqual([0, 15]);
  });
});

/** Texts that are likely to look like templates. */
const texty = fc
  .array(fc.constantFrom("{", "{{", "}}", "}", "spec", "inputs.a", " ", "x", "\n", "$&", "$1"))
  .map((p) => p.join(""));

describe("any template", () => {
  it("never expands what it filled in", () => {
    fc.assert(
      fc.property(texty, texty, (a, b) => {
        expect(render("<{{inputs.a}}|{{spec}}>", { "inputs.a": a, spec: b })).toBe(`<${a}|${b}>`);
      }),
    );
  });

  it("gives any text back that was escaped", () => {
    fc.assert(
      fc.property(fc.oneof(texty, fc.string()), (text) => {
        expect(render(escapeTemplate(text), {})).toBe(text);
        expect(templateNames(template(escapeTemplate(text)))).toEqual([]);
      }),
    );
  });

  it("is parsed or refused with a place inside it, whatever is written", () => {
    fc.assert(
      fc.property(fc.oneof(texty, fc.string()), (text) => {
        const parsed = parseTemplate(text);
        if (parsed.ok) return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const p of parsed.problems) expect(text.startsWith("{{", p.position)).toBe(true);
      }),
    );
  });
});

describe("the text of an output", () => {
  const output = { approach: "Do it.", risks: ["a", "b"], none: [], deep: { n: [{ x: 1 }] }, gone: null };
  it.each([
    [["approach"], "Do it."],
    [["risks"], "- a\n- b"],
    [["risks", "1"], "b"],
    [["none"], "[]"],
    [["deep", "n", "0", "x"], "1"],
    [["deep"], JSON.stringify({ n: [{ x: 1 }] }, null, 2)],
    [["gone"], undefined],
    [["approach", "x"], undefined],
    [["constructor"], undefined],
    [["risks", "length"], undefined],
  ])("of %j", (fields, text) => expect(outputText(output, fields)).toBe(text));

  it("is the whole of it without a field", () => {
    expect(outputText("plain", [])).toBe("plain");
    expect(outputText(undefined, [])).toBeUndefined();
  });
});
