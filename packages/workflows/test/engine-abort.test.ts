import { describe, expect, it } from "vitest";
import { runWorkflow } from "../src/index.ts";
import { fakeHost } from "./support/fake-host.ts";
import { define, ends, programs, run, step, stopThenExit } from "./support/run-steps.ts";

describe("abort", () => {
  it.each([
    ["stop_requested", "canceled", "stop_requested"],
    ["shutdown", "canceled", "shutdown"],
    ["deadline", "timeout", "deadline"],
    ["whatever", "canceled", "stop_requested"],
  ])("%s while a command runs: the step and the run end as %s, the rest is skipped", async (why, status, reason) => {
    const abort = new AbortController();
    const { host, outcome } = await run([step("a"), step("b"), step("c")], (p) => ({ hang: p === "b" }), {
      abort,
      onEvent: (e, h) => {
        if (e.type === "item.started" && h.commands.length === 1) queueMicrotask(() => abort.abort(why));
      },
    });
    expect(outcome).toMatchObject({ status, reason });
    expect(outcome.detail).toContain('during "b"');
    expect(ends(host)).toEqual(["a success exit_zero", `b ${status} ${reason}`, `c skipped ${reason}`]);
    expect(host.report).toContain(`# w: ${status}`);
  });

  it("before anything started: nothing runs, the report says why", async () => {
    const abort = new AbortController();
    abort.abort("shutdown");
    const { host, outcome } = await run([step("a")], undefined, { abort });
    expect(host.commands).toEqual([]);
    expect(outcome).toMatchObject({ status: "canceled", reason: "shutdown" });
    expect(host.report).toContain("the dashboard closed");
  });

  it("between two steps: the next one does not start", async () => {
    const abort = new AbortController();
    const { host, outcome } = await run([step("a"), step("b")], undefined, {
      abort,
      onEvent: (e) => {
        if (e.type === "step.finished" && e.stepId === "a") abort.abort("stop_requested");
      },
    });
    expect(programs(host)).toEqual(["a"]);
    expect(outcome).toMatchObject({ status: "canceled" });
    // "b" never began: it is not what the run was stopped during.
    expect(outcome.detail).toBe('Stopped on request after "a".');
  });

  it("while the steps are being planned: no step is said to have been running", async () => {
    const abort = new AbortController();
    const { host, outcome } = await run([step("a"), step("b")], undefined, {
      abort,
      onEvent: (e) => {
        if (e.type === "run.planned") abort.abort("stop_requested");
      },
    });
    expect(programs(host)).toEqual([]);
    expect(ends(host)).toEqual(["a skipped stop_requested", "b skipped stop_requested"]);
    expect(outcome).toEqual({
      status: "canceled",
      reason: "stop_requested",
      detail: "Stopped on request before the first step began.",
    });
  });

  it("during a step: the step that is named was started, and finished as canceled", async () => {
    const abort = new AbortController();
    const { host, outcome } = await run([step("a"), step("b")], () => ({ hang: true }), {
      abort,
      onEvent: (e) => {
        if (e.type === "item.started") queueMicrotask(() => abort.abort("stop_requested"));
      },
    });
    expect(outcome.detail).toBe('Stopped on request during "a".');
    expect(host.events.some((e) => e.type === "step.started" && e.stepId === "a")).toBe(true);
    expect(ends(host)[0]).toBe("a canceled stop_requested");
  });

  it("while waiting for a retry: the step ends as canceled without another attempt", async () => {
    const abort = new AbortController();
    const { host, outcome } = await run([step("a", { retries: 5 })], () => ({ exitCode: 1 }), {
      abort,
      onEvent: (e) => {
        if (e.type === "notice") abort.abort("stop_requested");
      },
    });
    expect(host.commands).toHaveLength(1);
    expect(ends(host)).toEqual(["a failed exit_nonzero", "a canceled stop_requested"]);
    expect(outcome.status).toBe("canceled");
  });

  it("in the backoff sleep itself", async () => {
    const abort = new AbortController();
    const host = fakeHost({ command: () => ({ exitCode: 1 }) });
    host.sleep = (_ms, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        abort.abort("deadline");
      });
    const definition = define([step("a", { retries: 1 })]);
    const outcome = await runWorkflow({ definition, inputs: {}, host, signal: abort.signal, hasSpec: false });
    expect(outcome).toMatchObject({ status: "timeout", reason: "deadline" });
  });

  it("a command that fails because the stop reached it first counts as stopped", async () => {
    const abort = new AbortController();
    const { host } = await run([step("a")], () => stopThenExit(abort, 143), { abort });
    expect(ends(host)).toEqual(["a canceled stop_requested"]);
    expect(host.events.flatMap((e) => (e.type === "item.finished" ? [e.item.status] : []))).toEqual(["canceled"]);
  });

  it("a run whose last step had already succeeded is a success", async () => {
    const abort = new AbortController();
    const { outcome } = await run([step("a")], () => stopThenExit(abort, 0), { abort });
    expect(outcome.status).toBe("success");
  });
});
