import { describe, expect, it } from "vitest";
import { resolveArgv } from "../src/definition/resolve-argv.ts";
import { safePattern } from "../src/definition/safe-pattern.ts";
import { WorkflowDefinition } from "../src/index.ts";

/** What an author writes for the value of input name. */
const REF = "$" + "{inputs.name}";

describe("resolveArgv", () => {
  const definition = WorkflowDefinition.parse({
    name: "w",
    spec: "optional",
    inputs: {
      name: { type: "string" },
      retries: { type: "integer", flag: "--retries" },
      verbose: { type: "boolean", flag: "-v" },
      none: { type: "string", flag: "--none" },
    },
    steps: [{ id: "a", run: ["x"] }],
  });
  const world = { definitions: definition.inputs, specPath: "/r/spec.md", workspacePath: "/w" };
  it("keeps a value whole, whatever is in it", () => {
    const nasty = `a b; $(rm -rf ~) \`x\` "y" 'z' ${REF}\n`;
    expect(resolveArgv(["x", { input: "name" }, REF], { ...world, inputs: { name: nasty } })).toEqual([
      "x",
      nasty,
      nasty,
    ]);
  });
  it.each([
    [{ retries: 3, verbose: true }, ["--retries", "3", "-v"]],
    [{ retries: 0, verbose: false }, ["--retries", "0"]],
    [{}, []],
  ])("turns %o into flags %o", (inputs, flags) => {
    expect(resolveArgv(["x", { flags: ["retries", "verbose", "none"] }], { ...world, inputs })).toEqual([
      "x",
      ...flags,
    ]);
  });
  it("gives spec and workspace by path, and leaves out what is not there", () => {
    const run = ["x", { spec: "path" as const }, { workspace: "path" as const }, { input: "name" }];
    expect(resolveArgv(run, { ...world, inputs: {} })).toEqual(["x", "/r/spec.md", "/w"]);
    expect(resolveArgv(run, { definitions: definition.inputs, inputs: {} })).toEqual(["x"]);
  });
  it("does not take an inherited property for a value", () => {
    expect(resolveArgv(["x", { input: "constructor" }], { ...world, inputs: {} })).toEqual(["x"]);
  });
});

describe("safePattern", () => {
  const fine = [
    "[a-z]+",
    "[a-z][a-z0-9-]*",
    "\\d{4}-\\d{2}-\\d{2}",
    "(?:main|develop)",
    "v?\\d+\\.\\d+\\.\\d+",
    "(ab){2}",
    "(?:[0-9a-f]{2}){4}",
    "\\p{Letter}+",
    "[[a-z]--[aeiou]]+",
    "a{2,5}",
    "(a|b){2}",
    "x|y",
    "\\(\\)+",
  ];
  it.each(fine)("accepts %s", (pattern) => expect(safePattern(pattern)).toMatchObject({ ok: true }));
  const refused = [
    "(a+)+",
    "(a*)*",
    "(a|a)*",
    "(a|b)+",
    "(?:a?){30}",
    "((a{1,9}))+",
    "(.*)*x",
    "(a)\\1",
    "(?<n>a)\\k<n>",
    "(?=a)a",
    "(?!a)b",
    "(?<=a)b",
    "a*a*a*a*b",
    ".*x.*y.*z.*",
    "[",
    "(",
    "a{2,1}",
    "x".repeat(201),
    "(?:a{0,20}b{0,20}){5}",
    "[[](a+)+",
    "[a-z-](a+)+[]]*",
  ];
  it.each(refused)("refuses %s", (pattern) => expect(safePattern(pattern)).toMatchObject({ ok: false }));
  it("matches the whole value, as a form does", () => {
    const safe = safePattern("a|b");
    expect(safe.ok && [safe.regex.test("a"), safe.regex.test("ab"), safe.regex.test("xb")]).toEqual([
      true,
      false,
      false,
    ]);
  });
  it("what it accepts ends quickly on the longest value, at worst", () => {
    for (const pattern of ["a*a*a*b", ".*.*.*x", "[a-z]+[a-z]+[a-z]+1"]) {
      const safe = safePattern(pattern);
      const startedAt = performance.now();
      expect(safe.ok && safe.regex.test("a".repeat(256))).toBe(false);
      expect(performance.now() - startedAt).toBeLessThan(1000);
    }
  });
});
