import { describe, expect, it } from "vitest";
import { BUILTINS } from "../src/builtin/builtins.ts";
import { buildCatalog, findScript, nearest } from "../src/index.ts";

const file = (name: string, body: string, path = `/store/${name}.yaml`) => ({
  path,
  text: `name: ${name}\n${body}steps:\n  - id: a\n    run: [echo]\n`,
});

describe("nearest", () => {
  it.each([
    ["vreify", "verify"],
    ["VERIFY", "verify"],
    ["verfy", "verify"],
    ["repo", undefined],
    ["tuor", "tour"],
    ["repo-reprot", "repo-report"],
    ["xyz", undefined],
    ["", undefined],
    ["x".repeat(100_000), undefined],
  ])("%.20s → %s", (name, expected) => expect(nearest(name, ["verify", "repo-report", "tour"])).toBe(expected));
});

describe("buildCatalog", () => {
  it("has the built-ins first, then the store's files, then a trusted workspace's", () => {
    const catalog = buildCatalog({ storeFiles: [file("b", "")], workspaceFiles: [file("c", "", "/ws/c.yaml")] });
    expect(catalog.entries.map((e) => [e.definition.name, e.source, e.allowed])).toEqual([
      ["feature-dev", "builtin", true],
      ["review", "builtin", true],
      ["audit", "builtin", true],
      ["verify", "builtin", true],
      ["repo-report", "builtin", true],
      ["tour", "builtin", true],
      ["b", "store", true],
      ["c", "workspace", true],
    ]);
    expect(catalog.problems).toEqual([]);
  });

  it("says everything that is wrong with a file, unknown keys first", () => {
    const text = "name: w\nkeepGoing: 3\nstepz: []\n";
    const catalog = buildCatalog({ storeFiles: [{ path: "/store/w.yaml", text }] });
    expect(catalog.problems.map((p) => p.message)).toEqual([
      'line 3: stepz: a workflow has no key "stepz"; did you mean "steps"? · line 2: keepGoing: must be true or false, not a number · line 1: steps: is missing',
    ]);
  });

  it("never lets a file replace a built-in, nor a workspace the store, whatever the case", () => {
    const catalog = buildCatalog({
      storeFiles: [file("verify", ""), file("mine", "description: store\n")],
      workspaceFiles: [file("Verify", "", "/ws/v.yaml"), file("mine", "description: ws\n", "/ws/m.yaml")],
    });
    expect(catalog.entries.map((e) => [e.definition.name, e.source])).toEqual([
      ["feature-dev", "builtin"],
      ["review", "builtin"],
      ["audit", "builtin"],
      ["verify", "builtin"],
      ["repo-report", "builtin"],
      ["tour", "builtin"],
      ["mine", "store"],
    ]);
    expect(catalog.problems.map((p) => p.path)).toEqual(["/store/verify.yaml", "/ws/m.yaml", "/ws/v.yaml"]);
    expect(catalog.problems[0]?.message).toContain("belongs to the built-in workflow");
    expect(catalog.entries.find((e) => e.definition.name === "verify")?.problems).toHaveLength(2);
  });

  it("reports a bad file with its line and keeps the others", () => {
    const catalog = buildCatalog({ storeFiles: [{ path: "/s/bad.yaml", text: "name: [" }, file("good", "")] });
    expect(catalog.entries.at(-1)?.definition.name).toBe("good");
    expect(catalog.problems).toMatchObject([{ path: "/s/bad.yaml", source: "store" }]);
  });

  it("takes every definition of a file; one with a mistake or a name that is taken does not cost the others", () => {
    const documents = [file("a.x", ""), file("b", "oops: 1\n"), file("A.X", ""), file("c", "")];
    const path = "/s/many.yaml";
    const catalog = buildCatalog({ storeFiles: [{ path, text: documents.map((d) => d.text).join("---\n") }] });
    expect(catalog.entries.slice(BUILTINS.length).map((e) => [e.definition.name, e.path])).toEqual([
      ["a.x", path],
      ["c", path],
    ]);
    expect(catalog.problems.map((p) => [p.name, p.message.split(";")[0]])).toEqual([
      ["b", 'document 2, line 7: oops: a workflow has no key "oops"'],
      ["A.X", 'document 3, line 12: the name "A.X" belongs to an earlier document of this file'],
    ]);
    expect(catalog.entries[BUILTINS.length]?.problems).toEqual([
      `${path}: document 3, line 12: has the same name and is not used`,
    ]);
  });

  it("takes the same file once where the store is also the workspace's", () => {
    const same = file("x", "", "/p/.codex-toolloop/workflows/x.yaml");
    const catalog = buildCatalog({ storeFiles: [same], workspaceFiles: [same] });
    expect([catalog.entries.length, catalog.problems.length]).toEqual([BUILTINS.length + 1, 0]);
  });

  it.each([
    [undefined, ["feature-dev", "review", "audit", "verify", "repo-report", "tour", "b"]],
    [[], []],
    [
      ["b", "tour"],
      ["tour", "b"],
    ],
  ])("allowedWorkflows %j allows %j", (allowed, names) => {
    const catalog = buildCatalog({ storeFiles: [file("b", "")], allowed });
    expect(catalog.entries.filter((e) => e.allowed).map((e) => e.definition.name)).toEqual(names);
  });

  it("names an allowed workflow that does not exist", () => {
    const catalog = buildCatalog({ storeFiles: [], allowed: ["verfy"] });
    expect(catalog.problems[0]?.message).toBe(
      'allowedWorkflows names "verfy", which is not defined; did you mean "verify"?',
    );
  });
});

describe("findScript", () => {
  const catalog = buildCatalog({
    storeFiles: [
      file("repo.lines", "kind: script\n"),
      file("off", "kind: script\n"),
      file("plain", ""),
      { path: "/s/ill.yaml", text: "name: ill\nkind: script\n" },
    ],
    allowed: ["repo.lines", "verify"],
  });
  it.each([
    ["verify", 400, '"verify" is a workflow, not a script'],
    ["plain", 400, '"plain" is a workflow, not a script'],
    [
      "off",
      403,
      '"off" is left out by allowedWorkflows in config.yaml (or config.yaml cannot be read: codex-toolloop config says so)',
    ],
    ["repo.line", 403, 'there is no script "repo.line"; did you mean "repo.lines"?'],
    ["zzz", 403, 'there is no script "zzz"; there are repo.lines'],
    ["ill", 403, '"ill" cannot be used: /s/ill.yaml: line 1: steps: is missing'],
    ["a b", 403, "is no script key: 1 to 64 characters of a–z, A–Z, 0–9, dot, underscore or dash"],
  ])("refuses %s with %d", (key, status, message) =>
    expect(findScript(catalog, key)).toEqual({ ok: false, status, message }),
  );
  it("finds one that may run", () =>
    expect(findScript(catalog, "repo.lines")).toMatchObject({ ok: true, entry: { path: "/store/repo.lines.yaml" } }));
});
