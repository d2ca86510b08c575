import { RunSummary } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { runChain } from "./run-chain.ts";

const id = (n: number) => `019b0000-0000-7000-8000-00000000000${n}`;
const run = (n: number, resumes?: number): RunSummary =>
  RunSummary.parse({
    ...{ v: 1, runId: id(n), kind: "workflow", workflow: "w", title: "t", requestedBy: "a", requestedVia: "cli" },
    ...{ createdAt: `2026-11-21T10:00:0${n}.000Z`, status: "failed" },
    ...(resumes === undefined ? {} : { resumes: { runId: id(resumes) } }),
  });
const catalogOf = (runs: RunSummary[]) => ({
  get: (runId: string) => runs.find((r) => r.runId === runId),
  continuationsOf: (runId: string) => runs.filter((r) => r.resumes?.runId === runId),
});
const chain = (runs: RunSummary[], at: number) =>
  runChain(catalogOf(runs), runs.find((r) => r.runId === id(at)) ?? run(9)).map((r) => Number(r.runId.at(-1)));

it("is the same seen from each of its runs, where the chain has no fork", () => {
  const runs = [run(1), run(2, 1), run(3, 2)];
  for (const at of [1, 2, 3]) expect(chain(runs, at)).toEqual([1, 2, 3]);
});

it("shows all that goes on with a run, ends where an earlier one was removed, and goes around no circle", () => {
  expect(chain([run(1), run(2, 1), run(3, 1), run(4, 3)], 1)).toEqual([1, 2, 3, 4]);
  expect(chain([run(3, 2)], 3)).toEqual([3]);
  expect(chain([run(1, 2), run(2, 1)], 1)).toEqual([2, 1]);
});
