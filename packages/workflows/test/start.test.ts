import { describe, expect, it } from "vitest";
import { buildCatalog, definitionOf, neededFiles, prepareRun } from "../src/index.ts";

const file = (name: string, body: string, path = `/store/${name}.yaml`) => ({
  path,
  text: `name: ${name}\n${body}steps:\n  - id: a\n    run: [echo]\n`,
});
const settings = { runTimeoutSeconds: 3600, allowedRunners: [] };

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
