import { RunEvent } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { runWorkflow } from "../src/index.ts";
import { eventsOf, fakeHost } from "./support/fake-host.ts";
import { define, ends, programs, run, step } from "./support/run-steps.ts";

describe("order", () => {
  it("runs the steps in order, says the plan first, and ends as success", async () => {
    const { host, outcome } = await run([step("a"), step("b"), step("c")]);
    expect(programs(host)).toEqual(["a", "b", "c"]);
    expect(host.events[0]).toMatchObject({ type: "run.planned", steps: [{ id: "a" }, { id: "b" }, { id: "c" }] });
    expect(outcome).toEqual({ status: "success", reason: "exit_zero", detail: "All 3 steps passed." });
    expect(host.events.map((e) => e.type)).toEqual([
      "run.planned",
      ...Array(3).fill(["step.started", "item.started", "item.finished", "step.finished"]).flat(),
    ]);
  });

  it("emits only events that the protocol knows", async () => {
    const { host } = await run([step("a", { retries: 1 }), step("b")], (p, n) => ({
      exitCode: p === "a" && n === 1 ? 1 : 0,
    }));
    for (const event of host.events) {
      const at = { v: 1, runId: "00000000-0000-7000-8000-000000000000", seq: 0, at: "2026-01-01T00:00:00.000Z" };
      expect(RunEvent.safeParse({ ...at, ...event }).error).toBeUndefined();
    }
  });

  it("gives each command step its byte range of the log", async () => {
    const { host } = await run([step("a"), step("b")], (p) => ({ output: p === "a" ? "12345\n" : "xy\n" }));
    const items = eventsOf(host, "item.finished").map((e) =>
      e.item.kind === "command" ? [e.item.logStart, e.item.logEnd] : [],
    );
    expect(items).toEqual([
      [0, 6],
      [6, 9],
    ]);
  });

  it("passes env, cwd, allowlist and timeout to the host", async () => {
    const steps = [step("a", { cwd: "sub", env: { A: "1" }, timeoutSeconds: 7 })];
    const { host } = await run(steps, undefined, { define: { env: ["CI"] } });
    expect(host.commands[0]).toMatchObject({
      stepId: "a",
      cwd: "sub",
      env: { A: "1" },
      envAllow: ["CI"],
      timeoutMs: 7000,
    });
  });

  it("writes a step output for every step that ran, with what the command left behind", async () => {
    const { host } = await run([step("a"), step("b"), step("c")], (p) =>
      p === "a" ? { value: { n: 1 } } : { exitCode: 3 },
    );
    expect([...host.outputs.keys()]).toEqual(["a", "b"]);
    expect(host.outputs.get("a")).toMatchObject({ status: "success", output: { n: 1 }, attempts: 1 });
    expect(host.outputs.get("b")).toMatchObject({ status: "failed", exitCode: 3 });
  });
});

describe("failure", () => {
  it("skips the rest after a failed step", async () => {
    const { host, outcome } = await run([step("a"), step("b"), step("c")], (p) => ({ exitCode: p === "b" ? 2 : 0 }));
    expect(ends(host)).toEqual(["a success exit_zero", "b failed exit_nonzero", "c skipped step_failed"]);
    expect(outcome).toEqual({ status: "failed", reason: "step_failed", detail: '"b" failed: exit code 2.' });
  });

  it("says of a single step why it failed", async () => {
    const { outcome } = await run([step("a")], () => ({ exitCode: 9 }));
    expect(outcome).toMatchObject({ status: "failed", reason: "exit_nonzero" });
  });

  it("lets a step with continueOnError fail without failing the run, and says so", async () => {
    const steps = [step("a", { continueOnError: true }), step("b")];
    const { host, outcome } = await run(steps, (p) => ({ exitCode: p === "a" ? 1 : 0 }));
    expect(outcome).toMatchObject({ status: "success", detail: "1 step failed, which the workflow allows." });
    expect(eventsOf(host, "notice")).toMatchObject([{ level: "warning", code: "failed_but_allowed", stepId: "a" }]);
    expect(host.report).toContain("(allowed)");
  });

  it("runs all steps with keepGoing and fails at the end", async () => {
    const { host, outcome } = await run([step("a"), step("b"), step("c")], (p) => ({ exitCode: p === "b" ? 0 : 1 }), {
      define: { keepGoing: true },
    });
    expect(programs(host)).toEqual(["a", "b", "c"]);
    expect(outcome).toMatchObject({ status: "failed", detail: '2 of 3 steps failed: "a" and "c".' });
  });

  it.each([
    [{ spawnError: "ENOENT" }, "failed", "spawn_error", /a could not be started: ENOENT/],
    [{ exitCode: 127 }, "failed", "exit_nonzero", /^exit code 127 \(a program was not found\)$/],
    [{ signal: "SIGSEGV" }, "failed", "signal", /was ended by SIGSEGV/],
    [{ timedOut: true }, "timeout", "deadline", /ran out of its 5 s/],
    [{ outputError: "no JSON" }, "failed", "output_invalid", /TOOLLOOP_OUTPUT cannot be used: no JSON/],
  ] as const)("records how a command ended: %o", async (fake, status, reason, detail) => {
    const { host, outcome } = await run([step("a", { timeoutSeconds: 5 })], () => fake);
    expect(eventsOf(host, "step.finished")[0]).toMatchObject({ status, reason, detail: expect.stringMatching(detail) });
    expect(outcome).toMatchObject({ status: "failed", reason });
  });

  it("never rejects: an error of the host is an outcome", async () => {
    const broken = fakeHost({
      onEvent: (event) => {
        if (event.type === "step.started") throw Object.assign(new Error("no space left"), { code: "disk_full" });
      },
    });
    const definition = define([step("a")]);
    const { signal } = new AbortController();
    const full = await runWorkflow({ definition, inputs: {}, host: broken, signal, hasSpec: false });
    expect(full).toEqual({ status: "failed", reason: "disk_full", detail: "no space left" });
    const bug = fakeHost({
      command: () => {
        throw new Error("a bug");
      },
    });
    const outcome = await runWorkflow({ definition, inputs: {}, host: bug, signal, hasSpec: false });
    expect(outcome).toEqual({ status: "failed", reason: "internal_error", detail: "a: a bug" });
    expect(ends(bug)).toEqual(["a failed internal_error"]);
  });

  it("refuses a program that this version does not have", async () => {
    const definition = { ...define([step("a")]), steps: [], program: "nope" };
    const { signal } = new AbortController();
    const outcome = await runWorkflow({ definition, inputs: {}, host: fakeHost(), signal, hasSpec: false });
    expect(outcome).toMatchObject({
      status: "failed",
      reason: "internal_error",
      detail: expect.stringContaining('"nope"'),
    });
  });
});

describe("retry", () => {
  it("tries again with doubled waits, and says so", async () => {
    const steps = [step("a", { retries: 3, backoffSeconds: 2 })];
    const { host, outcome } = await run(steps, (_, n) => ({ exitCode: n < 4 ? 1 : 0 }));
    expect(outcome.status).toBe("success");
    expect(host.sleeps).toEqual([2000, 4000, 8000]);
    expect(eventsOf(host, "step.started").map((e) => e.attempt)).toEqual([1, 2, 3, 4]);
    expect(eventsOf(host, "step.finished").map((e) => [e.attempt, e.status, e.willRetry])).toEqual([
      [1, "failed", true],
      [2, "failed", true],
      [3, "failed", true],
      [4, "success", undefined],
    ]);
    expect(eventsOf(host, "notice")[0]?.message).toBe("a: exit code 1; trying again in 2 s (attempt 2 of 4)");
    expect(eventsOf(host, "item.started").map((e) => e.itemId)).toEqual(["a.1", "a.2", "a.3", "a.4"]);
  });

  it("never waits longer than 300 s", async () => {
    const { host } = await run([step("a", { retries: 10, backoffSeconds: 100 })], () => ({ exitCode: 1 }));
    expect(host.sleeps).toEqual([100, 200, 300, 300, 300, 300, 300, 300, 300, 300].map((s) => s * 1000));
  });

  it("gives up after the last attempt", async () => {
    const { host, outcome } = await run([step("a", { retries: 1, backoffSeconds: 0 })], () => ({ exitCode: 1 }));
    expect(host.commands).toHaveLength(2);
    expect(host.sleeps).toEqual([]);
    expect(outcome.status).toBe("failed");
    expect(host.report).toContain("after 2 attempts");
  });

  it("tries again after a timeout, but not when the program is missing", async () => {
    expect((await run([step("a", { retries: 1 })], () => ({ timedOut: true }))).host.commands).toHaveLength(2);
    expect((await run([step("a", { retries: 1 })], () => ({ spawnError: "ENOENT" }))).host.commands).toHaveLength(1);
  });
});
