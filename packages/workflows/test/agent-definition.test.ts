import { describe, expect, it } from "vitest";
import { errors, parse } from "./support/parse-definition.ts";

const HEAD = `name: w
workspace: required
spec: optional
inputs:
  agent: {type: runner, default: codex}
  maybe: {type: runner}
  topic: {type: string}
  model: {type: string}
  many: {type: integer}
steps:
`;
/** A whole file around its steps, which begin at line 11. */
const steps = (...lines: string[]) => `${HEAD}${lines.map((l) => `  - ${l}\n`).join("")}`;
const agent = (id: string, more = "") =>
  `{id: ${id}, kind: agent, runner: {input: agent}, prompt: hi${more && `, ${more}`}}`;
const command = (id: string, more = "") => `{id: ${id}, run: [echo]${more && `, ${more}`}}`;

describe("agent steps", () => {
  it("have defaults: read-only, a new thread, no retries", () => {
    expect(parse(steps(agent("a")))).toMatchObject({
      ok: true,
      definition: {
        maxParallel: 2,
        steps: [{ sandbox: "read-only", thread: "new", retries: 0, continueOnError: false }],
      },
    });
  });

  const refusals: [what: string, text: string, error: string | RegExp][] = [
    [
      "no runner",
      steps("{id: a, kind: agent, prompt: hi}"),
      /^11 steps.0.runner: must be one of codex, claude, replay, or/,
    ],
    [
      "an unknown runner",
      steps("{id: a, kind: agent, runner: gemini, prompt: hi}"),
      /^11 steps.0.runner: must be one of/,
    ],
    [
      "replay as the runner",
      steps("{id: a, kind: agent, runner: replay, prompt: hi}"),
      /^11 steps.0.runner: replay plays a whole run/,
    ],
    [
      "a runner input that is not there",
      steps("{id: a, kind: agent, runner: {input: agnet}, prompt: hi}"),
      '11 steps.0.runner: there is no input "agnet"; did you mean "agent"?',
    ],
    [
      "a runner input of another type",
      steps("{id: a, kind: agent, runner: {input: topic}, prompt: hi}"),
      '11 steps.0.runner: the input "topic" is of type string; it must be of type runner',
    ],
    [
      "a runner input that may be empty",
      steps("{id: a, kind: agent, runner: {input: maybe}, prompt: hi}"),
      '11 steps.0.runner: the input "maybe" may be left empty; give it a default or required: true',
    ],
    [
      "a model that no input gives",
      steps(agent("a", "model: {input: modl}")),
      '11 steps.0.model: there is no input "modl"; did you mean "model"?',
    ],
    ["a model from a number", steps(agent("a", "model: {input: many}")), /must be of type string or enum$/],
    ["a model with a space", steps(agent("a", 'model: "a b"')), /^11 steps.0.model: must be a model's name/],
    ["no prompt", steps("{id: a, kind: agent, runner: codex}"), "11 steps.0.prompt: is missing"],
    ["an empty prompt", steps('{id: a, kind: agent, runner: codex, prompt: ""}'), /^11 steps.0.prompt: /],
    [
      "a mistyped key",
      steps(agent("a", "promt: x")),
      '11 steps.0.promt: an agent step has no key "promt"; did you mean "prompt"?',
    ],
    ["a command's key", steps(agent("a", "run: [x]")), /an agent step has no key "run"/],
    ["an unknown sandbox", steps(agent("a", "sandbox: none")), /^11 steps.0.sandbox: /],
    ["an unknown tool", steps(agent("a", "tools: [bash]")), /^11 steps.0.tools.0: /],
    ["no tool at all", steps(agent("a", "tools: []")), /^11 steps.0.tools: /],
    [
      "edits in a read-only step",
      steps(agent("a", "tools: [read, edit]")),
      "11 steps.0.tools.1: edit needs sandbox: workspace-write; this step is read-only",
    ],
    ["no turns", steps(agent("a", "maxTurns: 0")), /^11 steps.0.maxTurns: /],
    ["too many retries", steps(agent("a", "retries: 11")), /^11 steps.0.retries: /],
    ["a budget too small", steps(agent("a", "context: {budgetTokens: 3}")), /^11 steps.0.context.budgetTokens: /],
    [
      "an unknown part of a context",
      steps(agent("a", "context: {repomap: true}")),
      /a context has no key "repomap"; did you mean "repoMap"\?$/,
    ],
    [
      "an unknown thread",
      steps(agent("a", "thread: old")),
      /^11 steps.0.thread: must be new, continue or \{ step: id \}/,
    ],
    [
      "a thread without an agent before",
      steps(command("a"), agent("b", "thread: continue")),
      "12 steps.1.thread: there is no agent step before this one to go on with",
    ],
    [
      "a thread of no step",
      steps(agent("plan"), agent("b", "thread: {step: pln}")),
      '12 steps.1.thread: there is no step "pln"; did you mean "plan"?',
    ],
    [
      "a thread of a command",
      steps(command("a"), agent("b", "thread: {step: a}")),
      '12 steps.1.thread: "a" is no agent step that this one needs, directly or not',
    ],
    [
      "a thread of a step beside",
      steps(agent("a"), agent("b", "needs: [], thread: {step: a}")),
      /is no agent step that this one needs/,
    ],
    [
      "a thread of another runner",
      steps(
        "{id: a, kind: agent, runner: codex, prompt: hi}",
        "{id: b, kind: agent, runner: claude, prompt: hi, thread: {step: a}}",
      ),
      '12 steps.1.thread: "a" has another runner, and a conversation stays with its own',
    ],
    [
      "a step unknown to send back to",
      steps(agent("plan"), "{id: c, kind: checks, sendBack: {to: pla}}"),
      '12 steps.1.sendBack.to: there is no step "pla"; did you mean "plan"?',
    ],
    [
      "a step beside to send back to",
      steps(agent("a"), "{id: c, kind: checks, needs: [], sendBack: {to: a}}"),
      /^12 steps.1.sendBack.to: "a" does not come before this step/,
    ],
    [
      "one round",
      steps(agent("a"), "{id: c, kind: checks, sendBack: {to: a, rounds: 1}}"),
      /^12 steps.1.sendBack.rounds: /,
    ],
    [
      "a push back to a later step",
      steps("{id: g, kind: approve, pushBackTo: a}", agent("a")),
      /^11 steps.0.pushBackTo: "a" does not come before/,
    ],
    [
      "a send back on no output",
      steps(agent("a"), agent("b", "sendBack: {when: {field: status, equals: fail}, to: a}")),
      "12 steps.1.sendBack.when.field: needs an output with that field: say output",
    ],
    [
      "a send back on no field",
      steps(agent("a"), agent("b", "output: VerifyOutput, sendBack: {when: {field: statsu, equals: fail}, to: a}")),
      '12 steps.1.sendBack.when.field: it has no field "statsu"; did you mean "status"?',
    ],
    [
      "an unknown need",
      steps(command("make"), command("b", "needs: [mkae]")),
      '12 steps.1.needs.0: there is no step "mkae"; did you mean "make"?',
    ],
    [
      "a circle",
      steps(command("a", "needs: [b]"), command("b")),
      /^11 steps.0.needs: "a" needs "b", which needs "a": none of them could begin/,
    ],
    [
      "a later need",
      steps(command("a"), command("b", "needs: [c]"), command("c", "needs: []")),
      /^12 steps.1.needs.0: "c" comes later in the list/,
    ],
    ["an unknown kind of check", steps("{id: c, kind: checks, only: test}"), /^11 steps.0.only: /],
    ["nine at a time", `maxParallel: 9\n${steps(command("a"))}`, /^1 maxParallel: /],
    [
      "an agent in a script",
      "name: w\nkind: script\nworkspace: required\nsteps:\n  - {id: a, kind: agent, runner: codex, prompt: hi}\n",
      /^5 steps.0.kind: a script is one command/,
    ],
    [
      "an agent without a workspace",
      "name: w\nsteps:\n  - {id: a, kind: agent, runner: codex, prompt: hi}\n",
      /^3 steps.0.kind: works in a folder: say workspace: required/,
    ],
    [
      "checks without a workspace",
      "name: w\nsteps:\n  - {id: a, kind: checks}\n",
      /^3 steps.0.kind: works in a folder/,
    ],
  ];
  it.each(refusals)("are refused for %s", (_what, text, expected) => {
    const found = errors(text);
    expect(found).toHaveLength(1);
    if (typeof expected === "string") expect(found[0]).toBe(expected);
    else expect(found[0]).toMatch(expected);
  });

  const fine: [what: string, text: string][] = [
    ["a gate anywhere", "name: w\nworkspace: none\nsteps:\n  - {id: a, run: [echo]}\n  - {id: g, kind: approve}\n"],
    ["checks that send back", steps(agent("a"), "{id: c, kind: checks, sendBack: {to: a}}")],
    [
      "a verdict that sends back",
      steps(
        agent("a"),
        agent("b", "output: VerifyOutput, sendBack: {when: {field: status, equals: fail}, to: a, rounds: 2}"),
      ),
    ],
    ["a push back over a command", steps(agent("a"), command("b"), "{id: g, kind: approve, pushBackTo: a, rounds: 4}")],
    [
      "a thread over a command",
      steps(agent("a"), command("b"), agent("c", "thread: continue"), agent("d", "thread: {step: a}")),
    ],
    [
      "steps side by side",
      `maxParallel: 8\n${steps(agent("a"), agent("b", "needs: []"), command("c", "needs: [a, b]"))}`,
    ],
    ["a model from an input", steps(agent("a", "model: {input: model}, tools: [read, search], maxTurns: 5"))],
  ];
  it.each(fine)("may be %s", (_what, text) => expect(errors(text)).toEqual([]));
});
