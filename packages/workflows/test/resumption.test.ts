import { type AnyEvent, parseEventLine, StepOutput } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { approveStep } from "../src/engine/approve-step.ts";
import type { EngineStep } from "../src/engine/engine-step.ts";
import { plannedSteps } from "../src/engine/planned-steps.ts";
import { resumption } from "../src/index.ts";
import type { FakeHost } from "./support/fake-host.ts";
import { agent, check, command, type EngineOptions, runEngine, story } from "./support/run-engine.ts";

const ONE = "01999999-0000-7000-8000-000000000001";
const TWO = "01999999-0000-7000-8000-000000000002";

/** What a run left on disk, read back as a later process does. */
function leftBy(runId: string, steps: EngineStep[], { events, outputs }: Pick<FakeHost, "events" | "outputs">) {
  const all = [{ type: "run.planned", steps: plannedSteps(steps) }, ...events];
  const parsed = all.map((e, seq): AnyEvent => {
    const event = parseEventLine(JSON.stringify({ v: 1, runId, seq, at: "2026-11-21T12:00:00.000Z", ...e }));
    if (!event || event.unknown) throw new Error(`no event: ${JSON.stringify(e)}`);
    return event;
  });
  return { runId, events: parsed, outputs: new Map([...outputs].map(([id, o]) => [id, StepOutput.parse(o)])) };
}

/** Runs steps, and goes on from where that came to. */
async function goOn(steps: EngineStep[], first: EngineOptions, second: EngineOptions = {}, from?: string) {
  const one = await runEngine(steps, first);
  const found = resumption({ ...leftBy(ONE, steps, one.host), from: from === undefined ? [] : [from] });
  if (!found.ok) throw new Error(found.message);
  return { one, found: found.resumption, two: await runEngine(steps, { ...second, resumption: found.resumption }) };
}
const failing = (...programs: string[]) => ({
  command: (c: { argv: string[] }) => ({ exitCode: programs.includes(c.argv[0] ?? "") ? 1 : 0 }),
});

describe("going on with a run", () => {
  const steps = () => [agent("a"), command("b"), agent("c", { thread: "continue" }), command("d")];

  it("keeps what had finished, and works on from the first step that had not", async () => {
    const { two, found } = await goOn(steps(), { ...failing("b"), turn: () => ({ threadId: "t-1", message: "A" }) });
    expect(story(two.host)).toBe("a b+ b c+ c d+ d");
    expect(two.host.events[0]).toMatchObject({ type: "step.finished", stepId: "a", reason: "kept", keptFrom: ONE });
    expect(two.host.outputs.get("a")).toMatchObject({ status: "success", output: "A", keptFrom: ONE, threadId: "t-1" });
    // What a kept step left is read, and its conversation gone on with.
    expect(two.host.turns.map((t) => [t.stepId, t.threadId])).toEqual([["c", "t-1"]]);
    expect(two.outcome.detail).toBe("All 4 steps passed. 1 of them had been done by an earlier run.");
    expect([...found.interrupted]).toEqual([]);
  });

  it("from a step: that and all that need it run again, the others are kept", async () => {
    const graph = [
      agent("a"),
      command("b", { needs: ["a"] }),
      command("x", { needs: ["a"] }),
      command("d", { needs: ["b"] }),
    ];
    const { two } = await goOn(graph, {}, {}, "b");
    expect(story(two.host)).toBe("a x b+ b d+ d");
    const all = await goOn(graph, {});
    expect(story(all.two.host)).toBe("a b x d");
    expect(all.two.outcome.status).toBe("success");
  });

  it("from a step that there is none of: says so", async () => {
    const { host } = await runEngine(steps());
    expect(resumption({ ...leftBy(ONE, steps(), host), from: ["dd"] })).toEqual({
      ok: false,
      message: `run ${ONE} has no step "dd"; did you mean "d"?`,
    });
    expect(resumption({ runId: ONE, events: [], outputs: new Map(), from: ["d"] })).toMatchObject({
      ok: false,
      message: expect.stringContaining("it never came to a plan"),
    });
  });

  it("a step that was cut off begins anew, told that the workspace may hold a part of its work", async () => {
    const { host } = await runEngine(steps(), { turn: () => ({ threadId: "t" }) });
    // As after kill -9: what was appended last is not there.
    const cut = host.events.findIndex((e) => e.type === "step.started" && e.stepId === "c");
    host.outputs.delete("c");
    host.outputs.delete("d");
    const found = resumption(leftBy(ONE, steps(), { events: host.events.slice(0, cut + 1), outputs: host.outputs }));
    if (!found.ok) throw new Error(found.message);
    const two = await runEngine(steps(), { resumption: found.resumption });
    expect(story(two.host)).toBe("a b c+ c d+ d");
    expect(two.host.turns[0]?.prompt).toContain("broke off");
  });

  it("a step killed between its output and its last event had finished", async () => {
    const { host } = await runEngine(steps());
    const cut = host.events.findIndex((e) => e.type === "step.finished" && e.stepId === "c");
    host.outputs.delete("d");
    const found = resumption(leftBy(ONE, steps(), { events: host.events.slice(0, cut), outputs: host.outputs }));
    expect(found).toMatchObject({ ok: true });
    if (!found.ok) return;
    expect([...found.resumption.kept.keys()]).toEqual(["a", "b", "c"]);
    expect([...found.resumption.interrupted]).toEqual([]);
  });
});

describe("going on with rounds", () => {
  const loop = () => [agent("plan"), agent("build"), check("test", "build", 3), command("last")];
  /** Stops while `build` is in its second round. */
  const stopInRoundTwo = (): EngineOptions => {
    const abort = new AbortController();
    const turn: EngineOptions["turn"] = (_, call) => {
      if (call < 3) return { threadId: `t-${call}` };
      abort.abort("stop_requested");
      return { status: "interrupted", aborted: true };
    };
    return { ...failing("test"), abort, turn };
  };

  it("an output of an earlier round is void; the feedback is told again, in the round it was in", async () => {
    const { found, two } = await goOn(loop(), stopInRoundTwo(), failing("test"));
    expect([...found.kept.keys()]).toEqual(["plan"]);
    expect(Object.fromEntries(found.rounds)).toEqual({ build: 2, test: 2 });
    expect([...found.interrupted]).toEqual(["build"]);
    expect(two.host.turns[0]?.prompt).toMatch(/Do build\.[\s\S]*test says no[\s\S]*broke off/);
    expect(two.host.turns[0]?.turnKey).toBe("build.2.1");
    // Rounds go on being counted: this was the second, one is left.
    expect(two.host.commands).toHaveLength(2);
    expect(two.outcome.detail).toBe('"test" failed: exit code 1 after 3 rounds.');
  });

  it("can be gone on with again: a third run finds the rounds and whose work it was in the second's own files", async () => {
    const { two } = await goOn(loop(), stopInRoundTwo(), {
      ...failing("test"),
      turn: () => ({ status: "failed", code: "rate_limited" }),
    });
    const third = resumption(leftBy(TWO, loop(), two.host));
    if (!third.ok) throw new Error(third.message);
    const { kept, rounds, feedback } = third.resumption;
    expect([...kept].map(([id, k]) => [id, k.runId])).toEqual([["plan", ONE]]);
    expect(Object.fromEntries(rounds)).toEqual({ build: 2, test: 2 });
    expect(feedback.get("build")).toBe("test says no");
  });

  it("a finished later round is kept in that round", async () => {
    let tests = 0;
    const twice = {
      command: (c: { argv: string[] }) => ({
        exitCode: c.argv[0] === "test" ? (++tests < 2 ? 1 : 0) : c.argv[0] === "last" ? 1 : 0,
      }),
    };
    const { two, found } = await goOn(loop(), twice);
    expect([...found.kept].map(([id, k]) => [id, k.output.round])).toEqual([
      ["plan", 1],
      ["build", 2],
      ["test", 2],
    ]);
    expect(found.feedback.size).toBe(0);
    expect(story(two.host)).toBe(">build,test plan build test last+ last");
  });

  it("from a step of a loop its rounds begin at one again", async () => {
    const { found, two } = await goOn(loop(), failing("test"), {}, "build");
    expect([...found.rounds]).toEqual([]);
    expect(story(two.host)).toBe("plan build+ build test+ test last+ last");
    expect(two.host.turns[0]?.prompt).not.toContain("test says no");
  });

  it("a loop that began anew within a push back has all of its rounds still, also in a third run", async () => {
    const steps = [agent("build"), check("test", "build", 2), approveStep({ id: "gate", title: "gate" })];
    const answers = { answer: () => ({ decision: "push_back", by: "ada", comment: "other" }) as const };
    const stopInRound = (n: number): EngineOptions => {
      const abort = new AbortController();
      let turns = 0;
      const turn = () => {
        if (++turns < n) return {};
        abort.abort("stop_requested");
        return { status: "interrupted", aborted: true } as const;
      };
      return { ...answers, abort, turn };
    };
    let checks = 0;
    const failsOnce = { command: () => ({ exitCode: ++checks === 1 ? 1 : 0 }) };
    const { found, two } = await goOn(steps, { ...failsOnce, ...stopInRound(3) }, stopInRound(1));
    // The check had sent its work back once before the gate did.
    expect(found.told.map((round) => round.stepId)).toEqual(["test", "gate"]);
    expect(Object.fromEntries(found.sent)).toEqual({ gate: 1 });
    const third = resumption(leftBy(TWO, steps, two.host));
    if (!third.ok) throw new Error(third.message);
    let tests = 0;
    const three = await runEngine(steps, {
      resumption: third.resumption,
      command: () => ({ exitCode: ++tests === 1 ? 1 : 0 }),
      answer: () => ({ decision: "approve", by: "ada" }),
    });
    expect(three.outcome.status).toBe("success");
    expect(story(three.host)).toMatch(/test-failed >build,test build\+ build test\+ test gate\+ gate$/);
  });

  it("a gate that nobody had answered is asked again; one that was declined too", async () => {
    const gated = [agent("a"), approveStep({ id: "gate", title: "gate" }), command("b")];
    const decline: EngineOptions = { answer: () => ({ decision: "decline", by: "ada" }) };
    const approve: EngineOptions = { answer: () => ({ decision: "approve", by: "ada" }) };
    const { two } = await goOn(gated, decline, approve);
    expect(story(two.host)).toBe("a gate+ gate b+ b");
    expect((await goOn(gated, approve, approve)).two.host.questions).toEqual([]);
  });
});
