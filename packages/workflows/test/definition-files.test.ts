import { describe, expect, it } from "vitest";
import { placeWords } from "../src/index.ts";
import { errors, parseAll, STEPS } from "./support/parse-definition.ts";

describe("a file with several definitions", () => {
  const names = (text: string) => parseAll(text).map((p) => (p.ok ? p.definition.name : p.errors[0]?.path));

  it("has one per document; separators at its ends and documents of comments are none", () => {
    expect(names(`name: a\n${STEPS}---\nname: b.c\n${STEPS}`)).toEqual(["a", "b.c"]);
    expect(names(`# all\n---\nname: a\n${STEPS}---\n# nothing here\n---\nname: b\n${STEPS}---\n`)).toEqual(["a", "b"]);
    expect(names("---\n---\n")).toEqual(["(file)"]);
  });

  it("names document and line of a mistake, and keeps the other documents", () => {
    const parsed = parseAll(`name: a\n${STEPS}---\nname: b\nsteps: []\n---\nname: c\n${STEPS}`);
    expect(parsed.map((p) => p.ok)).toEqual([true, false, true]);
    expect(parsed[1]).toMatchObject({ ok: false, name: "b", errors: [{ document: 2, line: 7, path: "steps" }] });
    expect(parsed[2]).toMatchObject({ document: 3, line: 9 });
    expect(placeWords({ document: 2, line: 7 })).toBe("document 2, line 7: ");
  });

  it("points at the document that misses a key, not at the start of the file", () => {
    expect(errors(`name: a\n${STEPS}---\n\ntitle: no name\n${STEPS}`)).toEqual(["7 name: is missing"]);
  });

  it("says which document is no YAML, no mapping, a bomb", () => {
    const bomb = "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n";
    const parsed = parseAll(`- list\n---\nname: a\nname: b\n---\n${bomb}---\nname: ok\n${STEPS}`);
    expect(parsed.map((p) => p.ok)).toEqual([false, false, false, true]);
    const told = parsed.flatMap((p) => (p.ok ? [] : p.errors.map((e) => [e.document, e.line, e.path])));
    expect(told).toEqual([
      [1, 1, "(file)"],
      [2, 4, "(yaml)"],
      [3, 6, "(file)"],
    ]);
  });

  it("has a bound", () => {
    expect(parseAll(`name: a\n${STEPS}---\n`.repeat(101))).toMatchObject([{ ok: false }]);
    expect(parseAll(`name: a\n${STEPS}---\n`.repeat(100))).toHaveLength(100);
  });
});

describe("a file beside the definition", () => {
  const run = (file: string) => errors(`name: w\nsteps:\n  - id: a\n    run: [{ file: ${JSON.stringify(file)} }]\n`);
  it.each(["scripts/x.mjs", "x", "./a/b.c", "with space/ü.sh"])("may be %s", (file) => expect(run(file)).toEqual([]));
  it.each([
    ["../x", "must stay inside the folder of this definition (no ..)"],
    ["scripts/../../x", "must stay inside"],
    ["/bin/sh", "must be relative to the folder of this definition, not absolute"],
    ["~/x", "~ is not expanded"],
    ["a\\b", "must use /"],
    ["C:x", "not absolute"],
    ["a\nb", "control characters"],
    ["a\0b", "NUL"],
    ["", "must not be empty"],
  ])("must not be %j", (file, message) => {
    expect(run(file)).toHaveLength(1);
    expect(run(file)[0]).toMatch(/^4 steps\.0\.run\.0/);
    expect(run(file)[0]).toContain(message);
  });
});
