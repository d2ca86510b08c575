import { describe, expect, it } from "vitest";
import { InputDefinition } from "../src/definition/input-definition.ts";
import { flagsFor, inputFields, parseWorkflowFile, WorkflowDefinition } from "../src/index.ts";
import { coerceInput } from "../src/start/coerce-input.ts";

const STEPS = "steps:\n  - id: a\n    run: [echo, hi]\n";

describe("an input of type runner", () => {
  it.each([
    [{}, "codex", "codex"],
    [{}, "", undefined],
    [{}, "replay", /must be one of codex, claude$/],
    [{}, "clade", /must be one of codex, claude; did you mean "claude"\?/],
    [{}, 1, /must be one of codex, claude$/],
    [{ options: ["replay"] }, "replay", "replay"],
  ])("%j reads %j", (more, raw, expected) => {
    const coerced = coerceInput(InputDefinition.parse({ type: "runner", ...more }), raw);
    if (expected instanceof RegExp)
      expect(coerced).toMatchObject({ ok: false, message: expect.stringMatching(expected) });
    else expect(coerced).toEqual({ ok: true, value: expected });
  });

  it.each([
    ["{type: runner, options: [codex, gemini]}", /inputs.a.options.1: /],
    ["{type: runner, options: []}", /inputs.a.options: /],
    ["{type: runner, options: [codex, codex]}", /inputs.a.options: has the same value twice/],
    ["{type: runner, default: replay}", /inputs.a.default: must be one of codex, claude/],
  ])("refuses %s", (yaml, message) => {
    const text = `name: w\ninputs:\n  a: ${yaml}\n${STEPS}`;
    const [parsed] = parseWorkflowFile({ text, path: "w.yaml", source: "store" });
    expect(parsed?.ok === false ? parsed.errors.map((e) => `${e.path}: ${e.message}`)[0] : "accepted").toMatch(message);
  });

  it("is a field with its options, and one that few people need says so", () => {
    const definition = WorkflowDefinition.parse({
      name: "w",
      inputs: {
        runner: { type: "runner", default: "codex" },
        planRunner: { type: "runner", options: ["codex", "claude", "replay"], advanced: true },
      },
      steps: [{ id: "a", run: ["x"] }],
    });
    const [codex, claude, replay] = [
      { value: "codex", label: "Codex" },
      { value: "claude", label: "Claude" },
      { value: "replay", label: "Replay" },
    ];
    expect(inputFields(definition)).toEqual([
      { name: "runner", type: "runner", label: "Runner", required: false, default: "codex", options: [codex, claude] },
      {
        name: "planRunner",
        type: "runner",
        label: "Plan runner",
        required: false,
        advanced: true,
        options: [codex, claude, replay],
      },
    ]);
    expect(flagsFor(definition).map((f) => [f.flag, f.values, f.advanced])).toEqual([
      ["--runner", ["codex", "claude"], undefined],
      ["--plan-runner", ["codex", "claude", "replay"], true],
    ]);
  });
});
