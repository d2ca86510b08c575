import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { planOfDefinition } from "../src/engine/engine-steps.ts";
import { parseWorkflowFile, runWorkflow, type WorkflowDefinition } from "../src/index.ts";
import { type FakeHostOptions, fakeHost } from "./support/fake-host.ts";

function definition(text: string): WorkflowDefinition {
  const [parsed] = parseWorkflowFile({ text, path: "w.yaml", source: "store" });
  if (!parsed?.ok) throw new Error(parsed?.errors.map((e) => e.message).join("; "));
  return parsed.definition;
}

/** The example with agents of docs/workflows.md. */
const EXAMPLE = definition(
  [
    ...readFileSync(resolve(import.meta.dirname, "../../../docs/workflows.md"), "utf8").matchAll(
      /```yaml\n([\s\S]*?)```/g,
    ),
  ]
    .map((m) => m[1] ?? "")
    .find((block) => block.includes("name: fix-issue")) ?? "",
);
const INPUTS = { runner: "codex", judgeRunner: "claude" };

describe("the example of the documentation", () => {
  it("is this plan", () => {
    const { steps, report: _report, ...plan } = planOfDefinition(EXAMPLE, INPUTS, {}, true);
    const shown = steps.map(({ run: _run, ...step }) => JSON.stringify(step));
    expect(plan).toEqual({ keepGoing: false, maxParallel: 2 });
    expect(shown).toMatchInlineSnapshot(`
      [
        "{"id":"cause","title":"Find the cause","kind":"agent","needs":[],"runner":"codex","role":"investigator","retries":0,"backoffSeconds":1,"continueOnError":false}",
        "{"id":"tests","title":"Find the tests","kind":"agent","needs":[],"runner":"claude","role":"test expert","retries":0,"backoffSeconds":1,"continueOnError":false}",
        "{"id":"confirm","title":"Is this the cause?","kind":"approve","needs":["cause","tests"],"waits":true,"sendsBackTo":{"step":"cause","rounds":10},"retries":0,"backoffSeconds":0,"continueOnError":false}",
        "{"id":"fix","title":"Fix it","kind":"agent","runner":"codex","role":"engineer","retries":0,"backoffSeconds":1,"continueOnError":false}",
        "{"id":"verify","title":"Run the checks","kind":"checks","sendsBackTo":{"step":"fix","rounds":3},"retries":0,"backoffSeconds":0,"continueOnError":false}",
        "{"id":"judge","title":"Judge the fix","kind":"agent","runner":"claude","role":"reviewer","retries":0,"backoffSeconds":1,"continueOnError":false,"sendsBackTo":{"step":"fix","rounds":2}}",
        "{"id":"stat","title":"What has changed","kind":"command","command":["git","diff","--stat"],"retries":0,"backoffSeconds":1,"continueOnError":false}",
      ]
    `);
  });

  const plan = { cause: "a() is off by one.", files: ["a.ts"], sure: true };
  const research = { keyFindings: ["a.test.ts covers a()", "npm test"], repoFacts: [], externalRefs: [] };
  const change = { changeSummary: "Fixed.", commandsRun: [], testsRun: [] };
  const verdict = (status: string) => ({ status, notes: status === "fail" ? "There is no test." : "Good." });
  const answers: Record<string, unknown[]> = {
    cause: [plan],
    tests: [research],
    fix: [change],
    judge: [verdict("fail"), verdict("pass")],
  };
  const world: FakeHostOptions = {
    workspace: true,
    files: { "package.json": '{"scripts":{"test":"node --test"}}' },
    spec: "a(3) is 4. {{inputs.runner}}",
    specPath: "/store/runs/r/spec.md",
    changes: () => ({ files: [{ path: "a.ts", added: 1, deleted: 1 }], diff: "-a\n+b", cut: false }),
    answer: () => ({ decision: "approve", by: "me" }),
    turn: (turn) => {
      const all = answers[turn.stepId] ?? [];
      return { output: all.length > 1 ? all.shift() : all[0], threadId: `thread-${turn.stepId}` };
    },
  };

  it("runs as it says: side by side, asked, in rounds, with what came before in each prompt", async () => {
    const host = fakeHost(world);
    const { signal } = new AbortController();
    const outcome = await runWorkflow({ definition: EXAMPLE, inputs: INPUTS, host, signal, hasSpec: true });
    expect(outcome).toMatchObject({ status: "success" });
    const told = host.turns.map((t) => `${t.turnKey} ${t.runner} ${t.options.sandbox} ${t.options.approvalPolicy}`);
    // These two begin together: which one is ready first, nobody says.
    expect(told.slice(0, 2).sort()).toEqual(["cause.1.1 codex read-only never", "tests.1.1 claude read-only never"]);
    expect(told.slice(2)).toEqual([
      "fix.1.1 codex workspace-write on-request",
      "judge.1.1 claude read-only never",
      "fix.2.1 codex workspace-write on-request",
      "judge.2.1 claude read-only never",
    ]);
    const turn = (key: string) => host.turns.find((t) => t.turnKey === key);
    const [cause, tests, fix] = [turn("cause.1.1"), turn("tests.1.1"), turn("fix.1.1")];
    const [judge, again] = [turn("judge.1.1"), turn("fix.2.1")];
    // What a person pasted is no template.
    expect(cause?.prompt).toContain("a(3) is 4. {{inputs.runner}}");
    expect(cause?.outputSchema).toMatchObject({ required: ["cause", "files", "sure"], additionalProperties: false });
    expect(tests?.tools).toEqual(["read", "search"]);
    expect(host.questions[0]?.detail).toContain("a() is off by one.");
    expect(fix).toMatchObject({ threadId: "thread-cause" });
    expect(fix?.prompt).toContain("- a.test.ts covers a()\n- npm test");
    expect(judge?.prompt).toContain("-a\n+b");
    expect(again?.prompt).toContain("Judge the fix says status: fail.");
    expect(again?.prompt).toContain("There is no test.");
    expect(host.commands.map((c) => c.argv.join(" "))).toEqual(["npm test", "npm test", "git diff --stat"]);
    // Its report tells what the agents answered, what git saw and the checks decided, who was asked, and who used what.
    const headings = host.report.split("\n").filter((line) => line.startsWith("## "));
    expect(headings).toEqual([
      ...["## Find the cause", "## Find the tests", "## Judge the fix", "## What changed"],
      ...["## Checks", "## Decisions", "## Steps", "## Run it again"],
    ]);
    for (const words of ["a() is off by one.", "Fixed.", "`a.ts`", "`npm test`", "| Judge the fix | 2 |"])
      expect(host.report).toContain(words);
  });

  it("plays a recording with every step where one input says replay", () => {
    const text =
      "name: w\nworkspace: required\ninputs:\n  r: {type: runner, options: [codex, replay], required: true}\nsteps:\n  - {id: a, kind: agent, runner: {input: r}, prompt: hi}\n  - {id: b, kind: agent, runner: claude, prompt: hi}\n";
    const runners = (r: string) => planOfDefinition(definition(text), { r }, {}, false).steps.map((s) => s.runner);
    expect(runners("codex")).toEqual(["codex", "claude"]);
    expect(runners("replay")).toEqual(["replay", "replay"]);
  });
});

describe("a command that sends back", () => {
  const text =
    "name: w\nworkspace: required\nsteps:\n  - {id: fix, kind: agent, runner: codex, prompt: Fix.}\n  - {id: test, title: Tests, run: [make, test], sendBack: {to: fix, rounds: 2}}\n";
  const run = async (exits: number[], more: Partial<FakeHostOptions> = {}) => {
    const command: FakeHostOptions["command"] = (_, call) => ({
      exitCode: exits[call - 1] ?? 0,
      output: "a() broke\n",
    });
    const host = fakeHost({ workspace: true, turn: () => ({ message: "Done.", threadId: "t" }), command, ...more });
    const { signal } = new AbortController();
    const outcome = await runWorkflow({ definition: definition(text), inputs: {}, host, signal, hasSpec: false });
    return { host, outcome };
  };

  it("tells the earlier step what it printed, and passes when that has helped", async () => {
    const { host, outcome } = await run([1, 0]);
    expect(outcome.status).toBe("success");
    expect(host.turns.map((t) => t.turnKey)).toEqual(["fix.1.1", "fix.2.1"]);
    expect(host.turns[1]?.prompt).toContain("Tests failed: exit code 1.\n\n```\na() broke\n```");
  });

  it("fails in its last round", async () => {
    const { host, outcome } = await run([1, 1, 1]);
    expect(outcome).toMatchObject({ status: "failed", detail: '"Tests" failed: exit code 1 after 2 rounds.' });
    expect(host.turns).toHaveLength(2);
  });

  it("does not send back what no step can mend: a program that is not there", async () => {
    const { host, outcome } = await run([], { command: () => ({ spawnError: "ENOENT" }) });
    expect(outcome.status).toBe("failed");
    expect(host.turns).toHaveLength(1);
  });
});
