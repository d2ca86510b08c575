import { isFinal } from "@codex-toolloop/protocol";
import { expect } from "vitest";
import { good, type Rig } from "./rig.ts";

/**
 * Starts `runs` short runs, `width` at a time, and stops each at another moment of its life. Fails unless every one has
 * exactly one final record, the answer to the stop fits it, and no slot is left taken.
 */
export async function raceStopAgainstEnd(rig: Rig, runs: number, width: number): Promise<Map<string, number>> {
  const supervisor = await rig.supervise();
  const ends = new Map<string, number>();
  let next = 0;
  const lane = async () => {
    while (next < runs) {
      const turn = next++;
      const request = rig.request({ inputs: { exit: turn % 2 }, stopGraceSeconds: 0.2 });
      const { runId } = good(await supervisor.submit({ request, onLimit: "queue" }));
      const settled = supervisor.settled(runId);
      // The life of such a run is some 60 ms; the stop comes at a moment of 0 to 100 ms.
      await new Promise((resolve) => setTimeout(resolve, (turn * 37) % 100));
      const stop = await supervisor.stop(runId, "ada");
      if (!stop.ok) expect(stop.problem.status).toBe(409);
      const status = await settled;
      const finals = (await rig.records(runId)).filter((r) => isFinal(r.status));
      expect(finals.map((r) => r.status)).toEqual([status]);
      if (status === "canceled") expect(stop.ok).toBe(true);
      ends.set(status, (ends.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  expect(supervisor.slots()).toMatchObject({ running: 0, queued: 0 });
  return ends;
}
