import { describe, expect, it } from "vitest";
import { parseWorkflowFile } from "../src/index.ts";

/** A workflow of five steps, with this as the prompt of the last agent, and its errors without their path. */
function promptErrors(prompt: string, more: { spec?: string; context?: boolean } = {}): string[] {
  const text = `name: w
workspace: required
spec: ${more.spec ?? "optional"}
inputs:
  topic: {type: string}
steps:
  - {id: plan, kind: agent, runner: codex, prompt: Plan., output: PlanOutput}
  - {id: free, kind: agent, runner: codex, prompt: Talk.}
  - {id: shape, kind: agent, runner: codex, prompt: List., output: {type: object, properties: {rows: {type: array, items: {type: object, properties: {name: {type: string}}}}}}}
  - {id: aside, run: [echo], needs: []}
  - {id: test, kind: checks, needs: [shape]}
  - {id: gate, kind: approve}
  - id: last
    kind: agent
    runner: codex
    ${more.context ? "context: {repoMap: true}" : "role: writer"}
    prompt: ${JSON.stringify(prompt)}
`;
  return parseWorkflowFile({ text, path: "w.yaml", source: "store" }).flatMap((p) =>
    p.ok ? [] : p.errors.map((e) => (e.path === "steps.6.prompt" && e.line === 17 ? e.message : `${e.line} ${e.path}`)),
  );
}

describe("the names in a prompt", () => {
  it.each([
    "{{inputs.topic}} {{spec}} {{feedback}} {{changes.diff}} {{changes.summary}} {{workspace.path}}",
    "{{steps.plan.output}} {{steps.plan.output.filesToTouch}} {{steps.plan.output.risks.0}} {{steps.plan.status}}",
    "{{steps.free.output}} {{steps.shape.output.rows.0.name}}",
    "{{steps.test.output.failingTests}} {{steps.gate.output.comment}}",
    "what I made before: {{steps.last.output}}",
    "a literal {{{{spec}}",
  ])("may be %s", (prompt) => expect(promptErrors(prompt)).toEqual([]));

  it.each([
    ["{{inputs.topci}}", '{{inputs.topci}}: there is no input "topci"; did you mean "topic"?'],
    ["{{steps.plam.output}}", '{{steps.plam.output}}: there is no step "plam"; did you mean "plan"?'],
    ["{{steps.aside.output}}", '{{steps.aside.output}}: "aside" does not come before this step: name it in needs'],
    [
      "{{steps.plan.output.aproach}}",
      '{{steps.plan.output.aproach}}: in the output of "plan": it has no field "aproach"; did you mean "approach"?',
    ],
    [
      "{{steps.plan.output.approach.x}}",
      '{{steps.plan.output.approach.x}}: in the output of "plan": it has no fields there, so no "x" either',
    ],
    [
      "{{steps.plan.output.risks.first}}",
      '{{steps.plan.output.risks.first}}: in the output of "plan": it is a list there, which is entered by a number: "first" is none',
    ],
    [
      "{{steps.shape.output.rows.0.nam}}",
      '{{steps.shape.output.rows.0.nam}}: in the output of "shape": it has no field "nam"; did you mean "name"?',
    ],
    [
      "{{steps.free.output.x}}",
      '{{steps.free.output.x}}: the output of "free" is text without fields; give that step an output',
    ],
    [
      "{{steps.test.output.zzzzzzz}}",
      '{{steps.test.output.zzzzzzz}}: in the output of "test": it has no field "zzzzzzz"; known are status, failingTests, notes',
    ],
    ["{{context}}", "{{context}}: the step has no context; say context: { repoMap: true }, say"],
    ["{{spce}}", '{{spce}} is no name of a template; did you mean "spec"?'],
    ["one\ntwo {{spec", "line 2 of it: {{ is never closed; write {{{{ for two braces"],
    ["one\n\n{{inputs.x}}\n{{inputs.x}}", 'line 3 of it: {{inputs.x}}: there is no input "x"'],
  ])("must not be %j", (prompt, error) => expect(promptErrors(prompt)[0]).toBe(error));

  it("may be the context where there is one, and not the spec where there is none", () => {
    expect(promptErrors("{{context}}", { context: true })).toEqual([]);
    expect(promptErrors("{{spec}}", { spec: "none" })).toEqual([
      "{{spec}}: the workflow takes no spec; say spec: optional",
    ]);
  });

  it("are looked at in the message of a gate too, where no folder may be", () => {
    const text =
      "name: w\nworkspace: none\nsteps:\n  - {id: a, run: [echo]}\n  - {id: g, kind: approve, message: 'See {{changes.diff}} {{context}} {{steps.a.status}}'}\n";
    const [parsed] = parseWorkflowFile({ text, path: "w.yaml", source: "store" });
    expect(parsed?.ok === false ? parsed.errors.map((e) => `${e.line} ${e.path}: ${e.message}`) : []).toEqual([
      "5 steps.1.message: {{changes.diff}}: the workflow says workspace: none",
      "5 steps.1.message: {{context}}: the step has no context; say context: { repoMap: true }, say",
    ]);
  });
});
