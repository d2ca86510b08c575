import { describe, expect, it } from "vitest";
import type { HostTurnResult } from "../src/contract.ts";
import { approveStep } from "../src/engine/approve-step.ts";
import type { EngineStep } from "../src/engine/engine-step.ts";
import { plannedSteps } from "../src/engine/planned-steps.ts";
import { agent, command, ends, runEngine, story } from "./support/run-engine.ts";

/** Turns that end when the test says so; `now` are those that have begun and not ended. */
function stage() {
  const open = new Map<string, (result: Partial<HostTurnResult>) => void>();
  let most = 0;
  return {
    turn: ({ stepId }: { stepId: string }) =>
      new Promise<Partial<HostTurnResult>>((resolve) => {
        open.set(stepId, resolve);
        most = Math.max(most, open.size);
      }),
    now: () => [...open.keys()],
    most: () => most,
    async end(id: string, result: Partial<HostTurnResult> = {}) {
      open.get(id)?.(result);
      open.delete(id);
      // What follows from it happens in promise callbacks alone.
      for (let i = 0; i < 50; i++) await Promise.resolve();
    },
    begun: async () => {
      for (let i = 0; i < 50; i++) await Promise.resolve();
    },
  };
}

describe("the graph", () => {
  it("runs what is independent at the same time, and joins it", async () => {
    const { turn, now, end, begun } = stage();
    const steps = [
      agent("a"),
      agent("b", { needs: ["a"] }),
      agent("c", { needs: ["a"] }),
      agent("d", { needs: ["b", "c"] }),
    ];
    const run = runEngine(steps, { turn, plan: { maxParallel: 4 } });
    await begun();
    expect(now()).toEqual(["a"]);
    await end("a");
    expect(now()).toEqual(["b", "c"]);
    await end("c");
    expect(now()).toEqual(["b"]);
    await end("b");
    expect(now()).toEqual(["d"]);
    await end("d");
    expect((await run).outcome).toMatchObject({ status: "success", detail: "All 4 steps passed." });
  });

  it.each([
    [undefined, 1],
    [2, 2],
    [3, 3],
    [9, 5],
  ])("with maxParallel %s never more than %s at once, in the order of the list", async (maxParallel, most) => {
    const st = stage();
    const ids = ["a", "b", "c", "d", "e"];
    const steps = ids.map((id) => agent(id, { needs: [] }));
    const run = runEngine(steps, { turn: st.turn, plan: maxParallel === undefined ? {} : { maxParallel } });
    await st.begun();
    for (const id of ids) {
      expect(st.now()[0]).toBe(id);
      await st.end(id);
    }
    expect((await run).outcome.status).toBe("success");
    expect(st.most()).toBe(most);
  });

  it("a gate takes no place among them", async () => {
    const { turn, now, end, begun } = stage();
    const gate = approveStep({ id: "gate", title: "gate", needs: [] });
    let answer = (_: { decision: "approve"; by: string }) => {};
    const answered = new Promise<{ decision: "approve"; by: string }>((resolve) => {
      answer = resolve;
    });
    const run = runEngine([gate, agent("a", { needs: [] }), agent("b", { needs: [] })], {
      turn,
      answer: () => answered,
    });
    await begun();
    expect(now()).toEqual(["a"]);
    await end("a");
    expect(now()).toEqual(["b"]);
    await end("b");
    answer({ decision: "approve", by: "ada" });
    expect((await run).outcome.status).toBe("success");
  });

  it("skips what needs a failed step, directly or not; the others go on", async () => {
    const steps = [
      command("a", { needs: [] }),
      command("b", { needs: ["a"] }),
      command("c", { needs: ["b"] }),
      command("x", { needs: [] }),
      command("y", { needs: ["x"] }),
      command("z", { needs: ["c", "y"] }),
    ];
    const { host, outcome } = await runEngine(steps, { command: (c) => ({ exitCode: c.argv[0] === "a" ? 1 : 0 }) });
    expect(story(host)).toBe("a+ a-failed b-skipped c-skipped x+ x y+ y z-skipped");
    expect(outcome).toEqual({ status: "failed", reason: "step_failed", detail: '"a" failed: exit code 1.' });
  });

  it("with keepGoing also what needs it runs, unless it is essential or the engine's own fault", async () => {
    const fail = { command: () => ({ exitCode: 1 }), plan: { keepGoing: true } };
    expect(story((await runEngine([command("a"), command("b")], fail)).host)).toBe("a+ a-failed b+ b-failed");
    const essential = await runEngine([command("a", { essential: true }), command("b"), command("c")], fail);
    expect(story(essential.host)).toBe("a+ a-failed b-skipped c-skipped");
    const bug = command("a", { run: () => Promise.reject(new Error("a bug")) });
    expect(ends((await runEngine([bug, command("b")], { plan: { keepGoing: true } })).host)).toEqual([
      "a failed internal_error",
      "b skipped step_failed",
    ]);
  });

  it("a disk that refuses ends what else is running before the run is told", async () => {
    const { turn, now, end } = stage();
    let aborted = false;
    const slow: EngineStep = {
      ...command("slow", { needs: [] }),
      run: ({ signal }) =>
        new Promise((resolve) =>
          signal.addEventListener("abort", () => {
            aborted = true;
            resolve({ status: "canceled", reason: "stop_requested" });
          }),
        ),
    };
    const full = Object.assign(new Error("no space left"), { code: "disk_full" });
    const run = runEngine([slow, agent("a", { needs: [] })], {
      turn,
      plan: { maxParallel: 2 },
      onEvent: (e) => {
        if (e.type === "step.finished" && e.stepId === "a") throw full;
      },
    });
    run.catch(() => {});
    for (let i = 0; i < 50; i++) await Promise.resolve();
    expect(now()).toEqual(["a"]);
    await end("a");
    await expect(run).rejects.toBe(full);
    expect(aborted).toBe(true);
  });

  it("gives a step how the steps ended that it needs, the nearest last, and no others", async () => {
    const seen: Record<string, string[]> = {};
    const noting = (id: string, needs?: string[]) =>
      command(id, {
        needs,
        run: async ({ outcomes }) => {
          seen[id] = [...outcomes.keys()];
          return { status: "success", reason: "exit_zero" };
        },
      });
    await runEngine([
      noting("a", []),
      noting("b", []),
      noting("c", ["a"]),
      noting("d", ["c"]),
      noting("e", ["b", "d"]),
    ]);
    expect(seen).toEqual({ a: [], b: [], c: ["a"], d: ["a", "c"], e: ["a", "b", "c", "d"] });
  });

  it("tells commands that they may print at the same time exactly where they may", async () => {
    const steps = () => [
      command("a", { needs: [] }),
      command("b", { needs: ["a"] }),
      command("c", { needs: ["a"] }),
      agent("d", { needs: ["a"] }),
      command("e", { needs: ["b", "c", "d"] }),
    ];
    const told = async (maxParallel: number) =>
      (await runEngine(steps(), { plan: { maxParallel } })).host.commands.map((c) => [
        c.argv[0],
        c.concurrent ?? false,
      ]);
    expect(await told(2)).toEqual([
      ["a", false],
      ["b", true],
      ["c", true],
      ["e", false],
    ]);
    expect((await told(1)).every(([, concurrent]) => concurrent === false)).toBe(true);
  });

  it("is told with the plan: needs where the list alone does not say them, runner and role", () => {
    expect(plannedSteps([agent("a"), command("b")])).toEqual([
      { id: "a", title: "a", kind: "agent", runner: "codex", role: "worker" },
      { id: "b", title: "b", kind: "command" },
    ]);
    const needs = plannedSteps([command("a"), command("b"), command("c", { needs: ["a"] })]).map((s) => s.needs);
    expect(needs).toEqual([[], ["a"], ["a"]]);
  });

  it.each([
    [[command("a", { needs: ["b"] }), command("b")], /^step "a": "a" needs "b", which needs "a"/],
    [[command("a", { needs: ["x"] })], /^step "a": there is no step "x"/],
  ])("is refused where it could never run", (steps, message) => {
    expect(() => plannedSteps(steps)).toThrow(message);
  });
});
