import { describe, expect, it } from "vitest";
import { approveStep } from "../src/engine/approve-step.ts";
import { outputContract } from "../src/output/output-contract.ts";
import { eventsOf, type FakeHost } from "./support/fake-host.ts";
import {
  agent,
  check,
  command,
  type EngineOptions,
  ends,
  hangingTurn,
  runEngine,
  untilAborted,
} from "./support/run-engine.ts";

type When = (event: FakeHost["events"][number], host: FakeHost) => boolean;
/** Stops the run at the first event that fits, once the engine goes on from it. */
const stopping = (when: When, how = "stop_requested") => {
  const abort = new AbortController();
  const onEvent: EngineOptions["onEvent"] = (e, host) => {
    if (!abort.signal.aborted && when(e, host)) queueMicrotask(() => abort.abort(how));
  };
  return { abort, onEvent };
};
const began =
  (id: string): When =>
  (e) =>
    e.type === "step.started" && e.stepId === id;

describe.each([
  ["stop_requested", "canceled"],
  ["deadline", "timeout"],
])("a %s", (how, status) => {
  it("before anything has begun: nothing runs", async () => {
    const abort = new AbortController();
    abort.abort(how);
    const { host, outcome } = await runEngine([agent("a"), command("b", { needs: [] })], { abort });
    expect(ends(host)).toEqual([`a skipped ${how}`, `b skipped ${how}`]);
    expect(host.turns).toEqual([]);
    expect(outcome).toMatchObject({
      status,
      reason: how,
      detail: expect.stringContaining("before the first step began"),
    });
  });

  it("in an agent's turn: it gets the signal and is awaited, its thread is kept", async () => {
    const turn: EngineOptions["turn"] = async (t) => ({
      ...(await hangingTurn(t)),
      threadId: "t",
      usage: { outputTokens: 1 },
    });
    const { host, outcome } = await runEngine([agent("a", { retries: 3 }), command("b")], {
      ...stopping(began("a"), how),
      turn,
    });
    expect(ends(host)).toEqual([`a ${status} ${how}`, `b skipped ${how}`]);
    expect(host.outputs.get("a")).toMatchObject({ status, threadId: "t", usage: { outputTokens: 1 } });
    expect(outcome).toMatchObject({ status, detail: expect.stringContaining('during "a"') });
  });

  it("in the turn that asks again: the first answer is kept", async () => {
    const { host } = await runEngine([agent("a", { output: outputContract("VerifyOutput") })], {
      ...stopping((e) => e.type === "notice" && e.code === "output_invalid", how),
      turn: (t, call) => (call === 1 ? { message: "no JSON" } : hangingTurn(t)),
    });
    expect(host.turns).toHaveLength(2);
    expect(ends(host)).toEqual([`a ${status} ${how}`]);
    expect(host.outputs.get("a")).toMatchObject({ rejected: [{ text: "no JSON" }] });
  });

  it("between the answer and asking again: it is not asked", async () => {
    const abort = new AbortController();
    const { host } = await runEngine([agent("a", { output: outputContract("VerifyOutput") })], {
      abort,
      turn: () => {
        abort.abort(how);
        return { message: "no JSON" };
      },
    });
    expect(host.turns).toHaveLength(1);
    expect(ends(host)).toEqual([`a ${status} ${how}`]);
  });

  it("while a person is asked: the question is taken back", async () => {
    const gate = approveStep({ id: "gate", title: "gate" });
    const stop = stopping(began("gate"), how);
    const { host, outcome } = await runEngine([agent("a"), gate, command("b")], stop);
    expect(ends(host).slice(1)).toEqual([`gate ${status} ${how}`, `b skipped ${how}`]);
    expect(outcome.detail).toContain('during "gate"');
  });

  it("in a backoff: no further attempt", async () => {
    const stop = stopping((e) => e.type === "notice" && e.code === "retry", how);
    const step = agent("a", { retries: 3, backoffSeconds: 60 });
    const { host } = await runEngine([step], { ...stop, turn: () => ({ status: "failed", code: "rate_limited" }) });
    expect(host.turns).toHaveLength(1);
    expect(ends(host)).toEqual(["a failed rate_limited", `a ${status} ${how}`]);
  });

  it("between two rounds: the next one does not begin", async () => {
    const abort = new AbortController();
    const { host, outcome } = await runEngine([agent("a"), check("test", "a", 3), command("b")], {
      abort,
      command: () => ({ exitCode: 1 }),
      onEvent: (e) => {
        if (e.type === "iteration.started") abort.abort(how);
      },
    });
    expect(ends(host).slice(2)).toEqual([`a skipped ${how}`, `test skipped ${how}`, `b skipped ${how}`]);
    expect(host.outputs.get("a")).toMatchObject({ status: "success", round: 1 });
    expect(outcome.detail).toContain('after "test"');
  });

  it("while two run at once: both get it, both are awaited", async () => {
    const order: string[] = [];
    const slow = command("slow", {
      needs: [],
      run: async ({ signal }) => {
        await untilAborted(signal);
        for (let i = 0; i < 20; i++) await Promise.resolve();
        order.push("slow");
        return { status: status === "timeout" ? "timeout" : "canceled", reason: how };
      },
    });
    const steps = [agent("a", { needs: [] }), slow, command("last", { needs: ["a", "slow"] })];
    const { host, outcome } = await runEngine(steps, {
      ...stopping(began("slow"), how),
      plan: { maxParallel: 2 },
      turn: hangingTurn,
    });
    order.push("told");
    expect(order).toEqual(["slow", "told"]);
    expect(ends(host)).toEqual([`a ${status} ${how}`, `slow ${status} ${how}`, `last skipped ${how}`]);
    expect(outcome.detail).toContain('during "a" and "slow"');
  });

  it("while what is void is let end: no new round", async () => {
    const steps = [agent("a"), check("test", "a", 3, { needs: ["a"] }), agent("docs", { needs: ["a"] })];
    const { host } = await runEngine(steps, {
      ...stopping((e) => e.type === "step.finished" && e.stepId === "test", how),
      plan: { maxParallel: 2 },
      command: () => ({ exitCode: 1 }),
      turn: (t, call) => (call === 2 ? hangingTurn(t) : {}),
    });
    expect(eventsOf(host, "iteration.started")).toEqual([]);
    expect(ends(host).slice(1)).toEqual(["test failed exit_nonzero", `docs ${status} ${how}`]);
  });
});
