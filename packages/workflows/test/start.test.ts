import { describe, expect, it } from "vitest";
import { BUILTINS } from "../src/builtin/builtins.ts";
import {
  buildCatalog,
  definitionOf,
  findScript,
  flagsFor,
  inputFields,
  nearest,
  neededFiles,
  prepareRun,
  WorkflowDefinition,
} from "../src/index.ts";

const file = (name: string, body: string, path = `/store/${name}.yaml`) => ({
  path,
  text: `name: ${name}\n${body}steps:\n  - id: a\n    run: [echo]\n`,
});
const settings = { runTimeoutSeconds: 3600, allowedRunners: [] };

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

describe("prepareRun", () => {
  const body =
    "spec: optional\nworkspace: required\ntimeoutSeconds: 60\ninputs:\n  n: {type: integer, default: 2}\n  who: {type: string, required: true}\n";
  const catalog = buildCatalog({
    storeFiles: [
      file("w", body),
      file("must", "spec: required\nworkspace: none\n"),
      file("off", ""),
      { path: "/s/broken.yaml", text: "name: broken\n" },
    ],
    allowed: ["w", "must", "verify"],
  });
  const base = { catalog, workflow: "w", inputs: { who: "ada" }, hasWorkspace: true, settings };
  const errorsOf = (more: Partial<Parameters<typeof prepareRun>[0]>) => {
    const prepared = prepareRun({ ...base, ...more });
    return prepared.ok ? [] : prepared.errors.map((e) => `${prepared.status} ${e.path}: ${e.message}`);
  };

  it("returns all that goes into request.json", () => {
    expect(prepareRun({ ...base, inputs: { who: "ada", n: "7" }, spec: "text" })).toMatchObject({
      ok: true,
      run: {
        workflow: "w",
        title: "w",
        kind: "workflow",
        inputs: { n: 7, who: "ada" },
        timeoutSeconds: 60,
        source: "store",
        needsWorkspace: true,
        hasSpec: true,
      },
    });
    expect(prepareRun(base)).toMatchObject({ ok: true, run: { inputs: { n: 2, who: "ada" }, hasSpec: false } });
  });

  it("makes a snapshot that runs again, for files and built-ins alike", () => {
    for (const workflow of ["w", "verify"]) {
      const prepared = prepareRun({ ...base, workflow, inputs: workflow === "w" ? { who: "x" } : {} });
      if (!prepared.ok) throw new Error("refused");
      const definition: unknown = JSON.parse(JSON.stringify(prepared.run.definition));
      const again = definitionOf({ workflow, source: prepared.run.source, definition });
      expect(again.ok && JSON.parse(JSON.stringify(again.definition))).toEqual(definition);
    }
    expect(definitionOf({ workflow: "x", source: "store", definition: { name: "x" } })).toMatchObject({
      ok: false,
      message: expect.stringContaining("steps"),
    });
    expect(definitionOf({ workflow: "x", source: "builtin", definition: {} })).toMatchObject({ ok: false });
  });

  it.each([
    [{ workflow: "verfy" }, ['403 workflow: there is no workflow "verfy"; did you mean "verify"?']],
    [
      { workflow: "off" },
      [
        '403 workflow: "off" is left out by allowedWorkflows in config.yaml (or config.yaml cannot be read: codex-toolloop config says so)',
      ],
    ],
    [{ workflow: "../x" }, [/^403 workflow: is no workflow name/]],
    [{ workflow: "" }, [/^403 workflow: is no workflow name/]],
    [{ workflow: "zzzzzzz" }, [/^403 workflow: there is no workflow "zzzzzzz"; there are verify, /]],
    [{ workflow: "broken" }, [/^403 workflow: "broken" cannot be used: \/s\/broken.yaml: .*steps/]],
    [{ inputs: {} }, ["400 inputs.who: is required"]],
    [{ inputs: { who: "" } }, ["400 inputs.who: is required"]],
    [{ inputs: { who: "a", whoo: "b" } }, ['400 inputs.whoo: "w" has no input "whoo"; did you mean "who"?']],
    [{ inputs: { who: "a", constructor: "b" } }, [/^400 inputs.constructor: "w" has no input/]],
    [{ inputs: { who: "a", n: "x" } }, ["400 inputs.n: must be a whole number"]],
    [
      { inputs: { n: "x" }, hasWorkspace: false, timeoutSeconds: 0 },
      [/inputs.n/, /inputs.who/, /workspace/, /timeoutSeconds/],
    ],
    [{ hasWorkspace: false }, ['400 workspace: "w" works in a folder: choose a workspace']],
    [{ timeoutSeconds: 86_401 }, [/^400 timeoutSeconds/]],
    [{ timeoutSeconds: 1.5 }, [/^400 timeoutSeconds/]],
    [{ timeoutSeconds: Number.NaN }, [/^400 timeoutSeconds/]],
    [{ spec: "a\0" }, ["400 spec: must not contain NUL"]],
    [{ spec: "\udc00" }, ["400 spec: must be well-formed Unicode text"]],
    [{ spec: "x".repeat(1_048_577) }, ["400 spec: must be at most 1024 KiB of UTF-8"]],
    [{ spec: "ü".repeat(524_289) }, ["400 spec: must be at most 1024 KiB of UTF-8"]],
    [{ spec: "ü".repeat(524_288) }, []],
    [{ spec: "" }, []],
    [{ workflow: "must", inputs: {}, hasWorkspace: false }, ["400 spec: is required"]],
    [{ workflow: "must", inputs: {}, hasWorkspace: false, spec: " \n" }, ["400 spec: is required"]],
    [{ workflow: "must", inputs: {}, spec: "x" }, [/^400 workspace: "must" works in no folder/]],
    [{ workflow: "verify", inputs: {}, spec: "x" }, ['400 spec: "verify" takes no spec']],
  ] as [Partial<Parameters<typeof prepareRun>[0]>, (string | RegExp)[]][])(
    "refuses or takes %.80j",
    (more, expected) => {
      const found = errorsOf(more);
      expect(found).toHaveLength(expected.length);
      expected.forEach((e, i) => void (typeof e === "string" ? expect(found[i]).toBe(e) : expect(found[i]).toMatch(e)));
    },
  );

  it("says why a definition cannot be used that shares its file with others", () => {
    const text = `${file("fine", "").text}---\nname: ill\n`;
    const several = buildCatalog({ storeFiles: [{ path: "/s/many.yaml", text }] });
    const told = (workflow: string) => errorsOf({ catalog: several, workflow, inputs: {}, hasWorkspace: false });
    expect(told("ill")).toEqual([
      '403 workflow: "ill" cannot be used: /s/many.yaml: document 2, line 6: steps: is missing',
    ]);
    expect(told("many")[0]).toContain('"many" cannot be used: /s/many.yaml');
    expect(told("fine")).toEqual([]);
  });

  it("writes the absolute path of a file beside the definition into the snapshot, and says what must be there", () => {
    const text = `name: f
kind: script
steps:
  - id: a
    run: [node, { file: ./scripts//x.mjs }, --list, { file: list.txt }]
    cwd: sub
---
name: g
kind: script
steps: [{ id: a, run: [{ file: scripts/y }], env: { PATH: /opt } }]
---
name: h
steps: [{ id: a, run: [make] }, { id: b, run: [sh, { file: b.sh }] }]
`;
    const files = buildCatalog({ storeFiles: [{ path: "/s/workflows/f.yaml", text }] });
    const prepared = (workflow: string) => {
      const p = prepareRun({ ...base, catalog: files, workflow, inputs: {} });
      if (!p.ok) throw new Error("refused");
      return p.run;
    };
    const where = { definedIn: "/s/workflows/f.yaml", folder: "/s/workflows" };
    const x = "/s/workflows/scripts/x.mjs";
    expect(prepared("f").definition).toMatchObject({
      steps: [{ run: ["node", x, "--list", "/s/workflows/list.txt"] }],
    });
    expect(prepared("f").needs).toEqual({
      ...where,
      files: [
        { path: x, isProgram: false },
        { path: "/s/workflows/list.txt", isProgram: false },
      ],
      programs: [{ name: "node", cwd: "sub" }],
    });
    expect(prepared("g").needs).toEqual({
      ...where,
      files: [{ path: "/s/workflows/scripts/y", isProgram: true, searchPath: "/opt" }],
      programs: [],
    });
    expect(prepared("h").needs).toEqual({
      ...where,
      files: [{ path: "/s/workflows/b.sh", isProgram: false }],
      programs: [],
    });
    const entry = files.entries.find((e) => e.definition.name === "f");
    expect(entry && neededFiles(entry)).toEqual(prepared("f").needs);
    const again = definitionOf({ workflow: "f", source: "store", definition: prepared("f").definition });
    expect(again).toMatchObject({ ok: true });
  });

  it("takes the deadline of the start, then of the workflow, then the setting", () => {
    const seconds = (more: object) => {
      const prepared = prepareRun({ ...base, ...more });
      return prepared.ok && prepared.run.timeoutSeconds;
    };
    expect([seconds({ timeoutSeconds: 5 }), seconds({}), seconds({ workflow: "verify", inputs: {} })]).toEqual([
      5, 60, 3600,
    ]);
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

describe("forms and command lines", () => {
  const definition = WorkflowDefinition.parse({
    name: "w",
    inputs: {
      dryRun: { type: "boolean", default: true },
      tag: { type: "string", pattern: "v.+", label: "Tag", flag: "-t", required: true },
      size: { type: "enum", options: ["s", { value: "l", label: "Large" }], default: "s" },
    },
    steps: [{ id: "a", run: ["a"] }],
  });
  it("inputFields describes each input as plain data, in order", () => {
    expect(inputFields(definition)).toEqual([
      { name: "dryRun", type: "boolean", label: "Dry run", required: false, default: true },
      { name: "tag", type: "string", label: "Tag", required: true, pattern: "v.+", maxLength: 256 },
      {
        name: "size",
        type: "enum",
        label: "Size",
        required: false,
        default: "s",
        options: [
          { value: "s", label: "s" },
          { value: "l", label: "Large" },
        ],
      },
    ]);
  });
  it("flagsFor gives each input the flag it declares, or its name", () => {
    expect(flagsFor(definition).map((f) => [f.input, f.flag, f.takesValue, f.values])).toEqual([
      ["dryRun", "--dry-run", false, undefined],
      ["tag", "-t", true, undefined],
      ["size", "--size", true, ["s", "l"]],
    ]);
  });

  it("flagsFor says which input is required, and what its value may be", () => {
    const { data } = WorkflowDefinition.safeParse({
      name: "w",
      inputs: {
        n: { type: "integer", min: 1, max: 10, required: true },
        low: { type: "integer", min: 0 },
        high: { type: "integer", max: 9 },
        tag: { type: "string", pattern: "v[0-9]+", patternHelp: "must look like v1" },
        raw: { type: "string", pattern: "[a-z]+", maxLength: 5 },
        note: { type: "text", minLength: 2, maxLength: 80 },
        any: { type: "path" },
      },
      steps: [{ id: "a", run: ["a"] }],
    });
    expect(data && flagsFor(data).map((f) => [f.input, f.required, f.rule])).toEqual([
      ["n", true, "1 to 10"],
      ["low", false, "at least 0"],
      ["high", false, "at most 9"],
      ["tag", false, "must look like v1"],
      ["raw", false, "must match [a-z]+, at most 5 characters"],
      ["note", false, "2 to 80 characters"],
      ["any", false, undefined],
    ]);
  });
});
