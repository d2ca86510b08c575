import { describe, expect, it } from "vitest";
import { errors, parse, STEPS } from "./support/parse-definition.ts";

/** What an author writes for the value of input a. */
const REF = "$" + "{inputs.a}";

describe("a definition", () => {
  it("needs a name and steps; everything else has a default", () => {
    const parsed = parse(`name: w\n${STEPS}`);
    expect(parsed).toMatchObject({
      ok: true,
      definition: { kind: "workflow", workspace: "optional", spec: "none", inputs: {}, env: [], keepGoing: false },
    });
  });

  const refusals: [what: string, yaml: string, errors: (string | RegExp)[]][] = [
    ["an empty file", "", ["1 (file): is empty"]],
    ["a list", "- a", ["1 (file): must be a mapping with name and steps"]],
    ["broken YAML", "name: [a", [/^2? ?1? ?.*\(yaml\)/]],
    ["a key twice", `name: a\nname: b\n${STEPS}`, [/^2 \(yaml\): Map keys must be unique/]],
    ["an unknown tag", `name: !!js/function x\n${STEPS}`, [/\(yaml\)/]],
    ["no name", STEPS, ["1 name: is missing"]],
    [
      "a mistyped key that leaves a needed one missing, the mistyped one first",
      "name: w\nstepz:\n  - {id: a, run: [a]}\n",
      ['2 stepz: a workflow has no key "stepz"; did you mean "steps"?', "1 steps: is missing"],
    ],
    ["a text where a list belongs", "name: w\nsteps: hi\n", ["2 steps: must be a list, not text"]],
    [
      "a list where a number belongs",
      `name: w\ntimeoutSeconds: [1]\n${STEPS}`,
      ["2 timeoutSeconds: must be a number, not a list"],
    ],
    ["no steps", "name: w\n", ["1 steps: is missing"]],
    ["an empty list of steps", "name: w\nsteps: []\n", [/^2 steps: /]],
    ["a bad name", `name: a b\n${STEPS}`, [/^1 name: must be 1 to 64 characters/]],
    [
      "a mistyped key",
      `name: w\ntimeoutSecond: 3\n${STEPS}`,
      ['2 timeoutSecond: a workflow has no key "timeoutSecond"; did you mean "timeoutSeconds"?'],
    ],
    [
      "two unknown keys, each at its line",
      `name: w\nstep: 1\nzzzzzzzzz: 2\n${STEPS}`,
      [
        '2 step: a workflow has no key "step"; did you mean "steps"?',
        /^3 zzzzzzzzz: a workflow has no key "zzzzzzzzz"; known are/,
      ],
    ],
    [
      "a mistyped key of a step",
      "name: w\nsteps:\n  - id: a\n    run: [a]\n    retry: 3\n",
      ['5 steps.0.retry: a command step has no key "retry"; did you mean "retries"?'],
    ],
    [
      "an unknown kind",
      "name: w\nsteps:\n  - id: a\n    kind: comand\n",
      [/unknown kind of step "comand"; known are command, agent, approve, checks; did you mean "command"\?$/],
    ],
    ["too many retries", "name: w\nsteps:\n  - id: a\n    run: [a]\n    retries: 11\n", [/^5 steps.0.retries: /]],
    ["a deadline over a day", `name: w\ntimeoutSeconds: 86401\n${STEPS}`, [/^2 timeoutSeconds: /]],
    [
      "two steps of one name",
      "name: w\nsteps:\n  - {id: a, run: [a]}\n  - {id: A, run: [a]}\n",
      ['4 steps.1.id: another step is called "A" already'],
    ],
    [
      "a script of two steps",
      "name: w\nkind: script\nsteps:\n  - {id: a, run: [a]}\n  - {id: b, run: [a]}\n",
      [/^3 steps: a script has exactly one step/],
    ],
    [
      "an input type that does not exist",
      `name: w\ninputs:\n  a: {type: strng}\n${STEPS}`,
      [/^3 inputs.a.type: must be one of string, .*did you mean "string"\?$/],
    ],
    ["an input without a type", `name: w\ninputs:\n  a: {}\n${STEPS}`, [/inputs.a(.type)?: needs a type/]],
    [
      "an input with a bad name",
      `name: w\ninputs:\n  1a: {type: text}\n${STEPS}`,
      [/^3 inputs.1a: must start with a letter/],
    ],
    [
      "a default outside the bounds",
      `name: w\ninputs:\n  a: {type: integer, max: 3, default: 4}\n${STEPS}`,
      ["3 inputs.a.default: must be at most 3"],
    ],
    [
      "a default that is no option",
      `name: w\ninputs:\n  a: {type: enum, options: [x], default: y}\n${STEPS}`,
      [/inputs.a.default: must be one of x/],
    ],
    [
      "min over max",
      `name: w\ninputs:\n  a: {type: integer, min: 4, max: 3}\n${STEPS}`,
      [/inputs.a.min: is greater than max/],
    ],
    [
      "an option twice",
      `name: w\ninputs:\n  a: {type: enum, options: [x, x]}\n${STEPS}`,
      [/inputs.a.options: has the same value twice/],
    ],
    [
      "a dangerous pattern",
      `name: w\ninputs:\n  a: {type: string, pattern: "(a+)+"}\n${STEPS}`,
      [/inputs.a.pattern: pattern repeats a group/],
    ],
    [
      "a long value for a pattern",
      `name: w\ninputs:\n  a: {type: string, pattern: "a+", maxLength: 600}\n${STEPS}`,
      [/inputs.a.maxLength: must be at most 256/],
    ],
    [
      "a path without a workspace",
      `name: w\nworkspace: none\ninputs:\n  a: {type: path}\n${STEPS}`,
      [/inputs.a.type: a path is inside the workspace/],
    ],
    [
      "part of an argument",
      `name: w\ninputs: {a: {type: text}}\nsteps:\n  - id: a\n    run: [x, "--x=${REF}"]\n`,
      [/^5 steps.0.run.1: an input must be a whole argument/],
    ],
    [
      "two inputs in one argument",
      `name: w\ninputs: {a: {type: text}}\nsteps:\n  - id: a\n    run: [x, "${REF}${REF}"]\n`,
      [/steps.0.run.1: an input must be a whole argument/],
    ],
    [
      "an input in the environment",
      `name: w\ninputs: {a: {type: text}}\nsteps:\n  - id: a\n    run: [x]\n    env: {A: "${REF}"}\n`,
      [/steps.0.env.A: must be a fixed value/],
    ],
    [
      "an input as the program",
      "name: w\ninputs: {a: {type: text}}\nsteps:\n  - id: a\n    run: [{input: a}]\n",
      [/steps.0.run.0: the program must be written/],
    ],
    [
      "an input as a shell script",
      "name: w\ninputs: {a: {type: text}}\nsteps:\n  - id: a\n    run: [/bin/bash, -lc, {input: a}]\n",
      [/steps.0.run.2: an input must not be a shell script/],
    ],
    [
      "an input that is not there",
      "name: w\ninputs: {retries: {type: integer}}\nsteps:\n  - id: a\n    run: [x, {input: retires}]\n",
      ['5 steps.0.run.1: there is no input "retires"; did you mean "retries"?'],
    ],
    [
      "flags of an input without a flag",
      "name: w\ninputs: {a: {type: text}}\nsteps:\n  - id: a\n    run: [x, {flags: [a]}]\n",
      [/steps.0.run.1: the input "a" has no flag; add flag: --a/],
    ],
    [
      "the spec where there is none",
      "name: w\nsteps:\n  - id: a\n    run: [x, {spec: path}]\n",
      [/steps.0.run.1: the workflow takes no spec/],
    ],
    [
      "the workspace where there is none",
      "name: w\nworkspace: none\nsteps:\n  - id: a\n    run: [x, {workspace: path}]\n",
      [/steps.0.run.1: the workflow says workspace: none/],
    ],
    [
      "something else in run",
      "name: w\nsteps:\n  - id: a\n    run: [x, 3]\n",
      [/steps.0.run.1: must be a string, \{ input: name \}/],
    ],
    [
      "a folder outside",
      "name: w\nsteps:\n  - id: a\n    run: [x]\n    cwd: ../x\n",
      [/steps.0.cwd: must stay inside/],
    ],
    [
      "an absolute folder",
      "name: w\nsteps:\n  - id: a\n    run: [x]\n    cwd: /etc\n",
      [/steps.0.cwd: must be relative/],
    ],
    ["a bad variable", `name: w\nenv: ["A=B"]\n${STEPS}`, [/^2 env.0: must be the name of an environment variable/]],
  ];
  it.each(refusals)("is refused for %s", (_what, yaml, expected) => {
    const found = errors(yaml);
    expect(found).toHaveLength(expected.length);
    expected.forEach((e, i) => {
      if (typeof e === "string") expect(found[i]).toBe(e);
      else expect(found[i]).toMatch(e);
    });
  });

  it("has no input called __proto__", () => {
    const parsed = parse(`name: w\ninputs:\n  __proto__: {type: text}\n${STEPS}`);
    expect(parsed.ok && Object.keys(parsed.definition.inputs)).toEqual([]);
    expect(({} as Record<string, unknown>).type).toBeUndefined();
  });

  it("survives files that are made to hurt: alias bombs, deep nesting, size", () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
      .split("")
      .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`)
      .join("\n")}\n`;
    for (const text of [bomb, "[".repeat(100_000), `name: ${"x".repeat(300_000)}`, "\0", "a: b: c: d"])
      expect(parse(text).ok).toBe(false);
  });
});
