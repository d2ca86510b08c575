import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineStep } from "../src/engine/engine-step.ts";
import { graphOf } from "../src/engine/graph.ts";
import { planProblems } from "../src/engine/plan-problems.ts";
import { eventsOf } from "./support/fake-host.ts";
import { runEngine } from "./support/run-engine.ts";

interface Drawn {
  /** Places in the list of what is needed; undefined: the one before. */
  needs: number[] | undefined;
  /** Outcomes of its attempts, the last one for ever. */
  ends: ("success" | "failed" | "sendBack" | "throw")[];
  /** Promise callbacks until it ends. */
  takes: number;
  backTo: number | undefined;
  rounds: number;
  waits: boolean;
  continueOnError: boolean;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  needs: fc.option(fc.array(fc.nat(20), { maxLength: 3 }), { nil: undefined }),
  ends: fc.array(fc.constantFrom("success", "success", "success", "failed", "sendBack", "throw"), {
    minLength: 1,
    maxLength: 4,
  }),
  takes: fc.nat(12),
  backTo: fc.option(fc.nat(20), { nil: undefined }),
  rounds: fc.integer({ min: 1, max: 3 }),
  waits: fc.boolean(),
  continueOnError: fc.boolean(),
});
const plan = fc.record({
  steps: fc.array(drawn, { minLength: 1, maxLength: 9 }),
  maxParallel: fc.integer({ min: 1, max: 4 }),
  keepGoing: fc.boolean(),
  stopAt: fc.option(fc.nat(40), { nil: undefined }),
});

const idOf = (i: number) => `s${i}`;
const before = (places: number[], i: number) => [...new Set(places.filter(() => i > 0).map((p) => idOf(p % i)))];

describe("any graph with any failures", () => {
  it("never runs a step before its needs or twice in a round, keeps the limit, and always ends", async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ steps: drawnSteps, maxParallel, keepGoing, stopAt }) => {
        const running = new Set<string>();
        // What a step throws is an outcome: what is wrong is collected, and looked at in the end.
        const wrong: string[] = [];
        const abort = new AbortController();
        const began = new Set<string>();
        const steps = drawnSteps.map((d, i): EngineStep => {
          const base = { id: idOf(i), needs: d.needs && before(d.needs, i) };
          const above = [
            ...(graphOf([
              ...drawnSteps.slice(0, i).map((o, j) => ({ id: idOf(j), needs: o.needs && before(o.needs, j) })),
              base,
            ]).before.get(base.id) ?? []),
          ];
          const target = d.backTo === undefined || above.length === 0 ? undefined : above[d.backTo % above.length];
          let calls = 0;
          return {
            ...base,
            title: base.id,
            kind: "command",
            sendsBackTo: target === undefined ? undefined : { step: target, rounds: d.rounds },
            waits: d.waits,
            retries: 0,
            backoffSeconds: 0,
            continueOnError: d.continueOnError,
            async run({ round, outcomes, needs, signal }) {
              const key = `${base.id} in round ${round}`;
              if (began.has(key)) wrong.push(`${key} began twice`);
              began.add(key);
              for (const need of needs) {
                if (running.has(need)) wrong.push(`${need} runs while ${base.id} does, which needs it`);
                if (!outcomes.has(need)) wrong.push(`${need} had not ended before ${base.id}`);
              }
              for (const id of graphOf(steps).after.get(base.id) ?? [])
                if (running.has(id)) wrong.push(`${id} runs while what it needs begins: ${base.id}`);
              running.add(base.id);
              const busy = [...running].filter((id) => !steps.find((s) => s.id === id)?.waits).length;
              if (busy > maxParallel) wrong.push(`${busy} run at once`);
              for (let t = 0; t < d.takes && !signal.aborted; t++) await Promise.resolve();
              running.delete(base.id);
              if (signal.aborted) return { status: "canceled", reason: "stop_requested" };
              const end = d.ends[Math.min(calls++, d.ends.length - 1)];
              if (end === "throw") throw new Error("broken");
              if (end === "success") return { status: "success", reason: "exit_zero" };
              return { status: "failed", reason: "exit_nonzero", ...(end === "sendBack" ? { sendBack: "again" } : {}) };
            },
          };
        });
        expect(planProblems(steps)).toEqual([]);
        let seen = 0;
        const { host, outcomes, outcome } = await runEngine(steps, {
          abort,
          plan: { maxParallel, keepGoing },
          onEvent: () => {
            if (seen++ === stopAt) abort.abort("stop_requested");
          },
        });
        expect(wrong).toEqual([]);
        expect(running.size).toBe(0);
        expect(outcomes.map((o) => o.step.id)).toEqual(steps.map((s) => s.id));
        expect(eventsOf(host, "step.started").length).toBe(began.size);
        // A step succeeds or fails on its own account; what did neither was skipped or stopped.
        const allGood = outcomes.every(
          (o) => o.status === "success" || (o.status === "failed" && o.step.continueOnError),
        );
        const broke = outcomes.some((o) => o.reason === "internal_error");
        expect(outcome.status === "success").toBe(allGood && !broke);
      }),
      { numRuns: 400 },
    );
  });
});
