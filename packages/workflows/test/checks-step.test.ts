import { VerifyOutput } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { type ChecksSpec, checksStep } from "../src/checks/checks-step.ts";
import type { StepContext, StepResult } from "../src/engine/engine-step.ts";
import { eventsOf, type FakeHost, type FakeHostOptions, fakeHost } from "./support/fake-host.ts";

const pkg = (more: object = {}) => JSON.stringify({ scripts: { lint: "l", test: "t" }, ...more });

async function check(
  options: FakeHostOptions,
  spec: ChecksSpec = {},
  abort = new AbortController(),
  outcomes: StepContext["outcomes"] = new Map(),
): Promise<{ host: FakeHost; result: StepResult }> {
  const host = fakeHost(options);
  const context: StepContext = {
    stepId: "verify",
    attempt: 1,
    round: 2,
    interrupted: false,
    outcomes,
    needs: [],
    canSendBack: true,
    claimThread: () => true,
    concurrent: false,
    inputs: {},
    host,
    signal: abort.signal,
    emit: (event) => host.emit({ ...event, stepId: "verify" }),
  };
  return { host, result: await checksStep(spec).run(context) };
}
const failing = (program: string, more: object = { exitCode: 2, output: "not ok 1 - adds\n" }): FakeHostOptions => ({
  files: { "package.json": pkg() },
  command: (spec) => (spec.argv.includes(program) ? more : {}),
});

describe("a checks step", () => {
  it("passes by exit codes alone, whatever was printed, and each check has its range of the log", async () => {
    const { host, result } = await check({
      files: { "package.json": pkg() },
      command: () => ({ output: "FAIL everything\n" }),
    });
    expect(result).toMatchObject({
      status: "success",
      reason: "exit_zero",
      shape: "VerifyOutput",
      output: { status: "pass" },
    });
    expect(VerifyOutput.parse(result.output).failingTests).toBeUndefined();
    expect(result.checks).toMatchObject([
      { id: "lint", command: ["npm", "run", "lint"], status: "success", exitCode: 0, logStart: 0, logEnd: 16 },
      { id: "test", command: ["npm", "test"], status: "success", exitCode: 0, logStart: 16, logEnd: 32 },
    ]);
    expect(eventsOf(host, "item.finished").map((e) => e.itemId)).toEqual(["verify.2.lint", "verify.2.test"]);
    expect(result.sendBack).toBeUndefined();
  });
  it("runs all of them although one fails, and says which tests fail and what was printed", async () => {
    const { host, result } = await check(failing("lint"));
    expect(host.commands).toHaveLength(2);
    expect(result).toMatchObject({
      status: "failed",
      reason: "checks_failed",
      detail: "1 of 2 checks failed: npm run lint",
    });
    expect(result.output).toMatchObject({ status: "fail", failingTests: ["adds"] });
    const { notes } = VerifyOutput.parse(result.output);
    expect(notes).toContain("- npm run lint: failed after 10 ms: exit code 2");
    expect(notes).toContain("- npm test: passed in 10 ms");
    expect(notes).toContain("npm run lint printed:\nnot ok 1 - adds");
    expect(result.sendBack).toContain("```\nnot ok 1 - adds\n```");
  });
  it("bounds what it sends back, however much was printed", async () => {
    const output = "error: ".repeat(20_000).concat("\n".repeat(3), "x".repeat(500_000));
    const { result } = await check({ files: { "package.json": pkg() }, command: () => ({ exitCode: 1, output }) });
    expect(result.sendBack?.length).toBeLessThan(20_000);
    expect(VerifyOutput.parse(result.output).notes.length).toBeLessThan(10_000);
  });
  it("does not send back what no change of code can mend: a program that is missing", async () => {
    const { result } = await check(failing("npm", { spawnError: "ENOENT" }));
    expect(result).toMatchObject({ status: "failed", reason: "checks_failed" });
    expect(result.sendBack).toBeUndefined();
  });
  it("counts a check that hangs as failed, and goes on", async () => {
    const { host, result } = await check(failing("lint", { timedOut: true }), { timeoutSeconds: 5 });
    expect(host.commands.map((c) => c.timeoutMs)).toEqual([5000, 5000]);
    expect(result.checks?.map((c) => c.status)).toEqual(["timeout", "success"]);
    expect(result.sendBack).toContain("ran out of its 5 s");
  });
  it("ends as stopped, without a verdict, when a stop comes in the middle", async () => {
    const abort = new AbortController();
    const stop = () => {
      abort.abort("stop_requested");
      return { signal: "SIGTERM" };
    };
    const { host, result } = await check({ files: { "package.json": pkg() }, command: stop }, {}, abort);
    expect(result).toMatchObject({ status: "canceled", reason: "stop_requested" });
    expect([result.output, result.sendBack, host.commands.length]).toEqual([undefined, undefined, 1]);
  });
  it("runs one kind with only; where there is none of it, nothing was verified", async () => {
    expect((await check(failing("lint"), { only: "tests" })).result.status).toBe("success");
    const { result } = await check(failing("lint"), { only: "build" });
    expect(result).toMatchObject({
      status: "success",
      reason: "nothing_to_check",
      detail: expect.stringContaining('no check of the kind "build"'),
    });
    expect(result.output).toBeUndefined();
  });
  it("that there were before and that are gone now are no pass: they are to be brought back", async () => {
    const { result } = await check({}, { expected: true });
    expect(result).toMatchObject({ status: "failed", reason: "checks_failed", output: { status: "fail" } });
    expect(result.sendBack).toContain("Bring them back");
    expect((await check({}, { expected: false })).result.reason).toBe("nothing_to_check");
    const { result: before } = await check(failing("test"));
    const step = checksStep();
    const outcomes = new Map([["verify", { ...before, step, round: 1, attempts: 1, durationMs: 1 }]]);
    expect((await check({}, {}, undefined, outcomes)).result.reason).toBe("checks_failed");
  });
  it("says when the run changed the file that says how the repository checks itself", async () => {
    const changes = () => ({ files: [{ path: "package.json", added: 1, deleted: 1 }], diff: "", cut: false });
    const { host, result } = await check({ files: { "package.json": pkg() }, changes });
    expect(eventsOf(host, "notice").find((n) => n.code === "checks_changed")?.level).toBe("warning");
    expect(VerifyOutput.parse(result.output).notes).toContain(
      "package.json, which says how this repository checks itself, was changed",
    );
  });
});

describe("missing dependencies", () => {
  const files = { "package.json": pkg({ devDependencies: { a: "1" } }), "package-lock.json": "{}" };
  it("are warned of, or installed first", async () => {
    const warned = await check({ files });
    expect(warned.host.commands).toHaveLength(2);
    expect(VerifyOutput.parse(warned.result.output).notes).toContain("Run npm ci first");
    const installed = await check({ files }, { install: true });
    expect(installed.host.commands.map((c) => c.argv.join(" "))).toEqual(["npm ci", "npm run lint", "npm test"]);
    expect(installed.result.checks?.map((c) => c.id)).toEqual(["lint", "test"]);
  });
  it("that cannot be installed fail the step; they are sent back only where the run touched the manifest", async () => {
    const broken: FakeHostOptions = { files, command: () => ({ exitCode: 1, output: "ERR! network\n" }) };
    const { host, result } = await check(broken, { install: true });
    expect(host.commands).toHaveLength(1);
    expect(result).toMatchObject({
      status: "failed",
      reason: "checks_failed",
      detail: expect.stringContaining("could not be installed"),
    });
    expect(result.sendBack).toBeUndefined();
    const changes = () => ({ files: [{ path: "package.json", added: 1, deleted: 0 }], diff: "", cut: false });
    expect((await check({ ...broken, changes }, { install: true })).result.sendBack).toContain("ERR! network");
  });
});
