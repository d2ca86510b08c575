import { describe, expect, it } from "vitest";
import { buildCatalog, type PrepareRequest, prepareRun } from "../src/index.ts";

const text = `
name: fix
workspace: required
spec: required
inputs:
  runner: {type: runner, default: codex, options: [codex, claude, replay]}
  second: {type: runner, advanced: true}
  model: {type: string}
steps:
  - {id: plan, kind: agent, runner: {input: runner}, model: {input: model}, prompt: "{{spec}}"}
  - {id: say, run: [echo, {input: second}]}
  - {id: check, kind: agent, runner: claude, prompt: Check it.}
`;
const plain =
  "name: plain\ninputs:\n  agent: {type: runner, default: codex}\nsteps:\n  - {id: a, run: [echo, {input: agent}]}\n";
const catalog = buildCatalog({ storeFiles: [{ path: "/s/w.yaml", text: `${text}---\n${plain}` }] });
const settings = { runTimeoutSeconds: 60, allowedRunners: ["codex", "claude", "replay"] };
const recordings = [
  { name: "other", workflow: "review" },
  { name: "fix-sample", workflow: "fix" },
];
const prepare = (inputs: Record<string, unknown>, more: Partial<PrepareRequest> = {}) =>
  prepareRun({ catalog, workflow: "fix", inputs, spec: "Do it.", hasWorkspace: true, settings, recordings, ...more });
const errorsOf = (...args: Parameters<typeof prepare>) => {
  const prepared = prepare(...args);
  return prepared.ok ? [] : [prepared.status, ...prepared.errors.map((e) => `${e.path}: ${e.message}`)];
};

describe("the runners of a start", () => {
  it("are those of its inputs and those that steps name, each once", () => {
    expect(prepare({})).toMatchObject({ ok: true, run: { runners: ["codex", "claude"], needsWorkspace: true } });
    expect(prepare({ runner: "claude" })).toMatchObject({ ok: true, run: { runners: ["claude"] } });
    expect(prepare({ runner: "claude", second: "codex" })).toMatchObject({ run: { runners: ["claude", "codex"] } });
  });

  it("are none where no step is an agent's, whatever its inputs say", () => {
    const prepared = prepare({}, { workflow: "plain", spec: undefined, settings: { ...settings, allowedRunners: [] } });
    expect(prepared).toMatchObject({ ok: true, run: { inputs: { agent: "codex" } } });
    expect(prepared.ok && "runners" in prepared.run).toBe(false);
  });

  it("must be among allowedRunners: 403 at the input that chose it, or at the workflow", () => {
    const left = (runner: string) => `${runner} is left out by the setting allowedRunners (TOOLLOOP_ALLOWED_RUNNERS).`;
    const only = (...allowedRunners: string[]) => ({ settings: { ...settings, allowedRunners } });
    expect(errorsOf({}, only("claude"))).toEqual([403, `inputs.runner: ${left("codex")}`]);
    expect(errorsOf({}, only("codex"))).toEqual([403, `workflow: ${left("claude")}`]);
    expect(errorsOf({ runner: "replay" }, only("codex", "claude"))).toEqual([403, `inputs.runner: ${left("replay")}`]);
    expect(errorsOf({ runner: "replay" }, only("replay"))).toEqual([]);
  });

  it.each([
    [{ runner: "gemini" }, "inputs.runner: must be one of codex, claude, replay"],
    [{ second: "replay" }, "inputs.second: must be one of codex, claude"],
    [{ model: "a b" }, "inputs.model: must be a model's name: letters, digits and . : / @ - _ [ ]"],
  ])("with %j are refused: %s", (inputs, error) => expect(errorsOf(inputs)).toEqual([400, error]));

  it("do not do without a spec and a workspace", () => {
    expect(errorsOf({}, { spec: undefined, hasWorkspace: false })).toEqual([
      400,
      "spec: is required",
      'workspace: "fix" works in a folder: choose a workspace',
    ]);
  });
});

describe("a replay", () => {
  it("plays the recording of the workflow, without a workspace; a spec is kept and not required", () => {
    const replay = { recording: "fix-sample", speed: 1 };
    expect(prepare({ runner: "replay" })).toMatchObject({
      ok: true,
      run: { runners: ["replay"], replay, needsWorkspace: false, hasSpec: true },
    });
    const bare = { spec: undefined, hasWorkspace: false, replaySpeed: 0 };
    expect(prepare({ runner: "replay" }, bare)).toMatchObject({
      ok: true,
      run: { replay: { ...replay, speed: 0 }, hasSpec: false },
    });
  });

  it("needs a recording of this workflow", () => {
    const error = 'inputs.runner: there is no recording of "fix" to replay; choose another runner';
    expect(errorsOf({ runner: "replay" }, { recordings: recordings.slice(0, 1) })).toEqual([400, error]);
    expect(errorsOf({ runner: "replay" }, { recordings: undefined })).toEqual([400, error]);
  });

  it("still refuses a spec that is none", () => {
    expect(errorsOf({ runner: "replay" }, { spec: "a\0b" })).toEqual([400, "spec: must not contain NUL"]);
  });
});
