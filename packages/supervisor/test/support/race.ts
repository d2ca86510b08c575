import { isFinal } from "@codex-toolloop/protocol";
import { expect } from "vitest";
import type { SupervisorOptions } from "../../src/index.ts";
import { good, type Rig } from "./rig.ts";

/** The lightest run that there is: a program that sleeps for a moment and knows nothing of us. */
export const sleeper: Partial<SupervisorOptions> = {
  commandFor: ({ inputs }, runDir) => ({ argv: ["/bin/sleep", String(inputs.seconds)], cwd: runDir, env: {} }),
};

/**
 * Starts `runs` short runs, `width` at a time, and stops each at another moment of its life. Fails unless every one has
 * exactly one final state, the same in its records and in its audit, the answer to the stop fits it, and no slot is left
 * taken. @returns how often each final status came out.
 */
export async function raceStopAgainstEnd(rig: Rig, runs: number, width: number): Promise<Map<string, number>> {
  const supervisor = await rig.supervise(sleeper);
  const outcomes = new Map<string, { status: string; stopped: boolean }>();
  let next = 0;
  const lane = async () => {
    while (next < runs) {
      const turn = next++;
      const request = rig.request({ inputs: { seconds: 0.02 }, stopGraceSeconds: 0.1 });
      const { runId } = good(await supervisor.submit({ request, onLimit: "queue" }));
      const settled = supervisor.settled(runId);
      // The life of such a run is some 40 ms after its start; the stop comes at a moment of 0 to 80 ms.
      await new Promise((resolve) => setTimeout(resolve, (turn * 37) % 80));
      const stop = await supervisor.stop(runId, "bob");
      if (!stop.ok) expect(stop.problem.status).toBe(409);
      outcomes.set(runId, { status: await settled, stopped: stop.ok });
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  expect(supervisor.slots()).toMatchObject({ running: 0, queued: 0 });
  await supervisor.shutdown();

  const finals = new Map<string, string[]>();
  for (const { runId, status } of await rig.records())
    if (isFinal(status)) finals.set(runId, [...(finals.get(runId) ?? []), status]);
  const ends = new Map<string, number>();
  for (const [runId, { status, stopped }] of outcomes) {
    expect(finals.get(runId)).toEqual([status]);
    const audit = await rig.store.readRunAudit(runId);
    expect(audit.filter((e) => e.to !== undefined && isFinal(e.to)).map((e) => [e.type, e.to])).toEqual([
      ["run.finished", status],
    ]);
    expect(audit.at(-1)?.type).toBe("run.finished");
    if (status === "canceled") {
      expect(stopped).toBe(true);
      expect(audit.map((e) => [e.type, e.actor])).toContainEqual(["run.stop_requested", "bob"]);
    }
    ends.set(status, (ends.get(status) ?? 0) + 1);
  }
  return ends;
}
