import { afterEach, beforeEach, describe, it } from "vitest";
import { raceStopAgainstEnd } from "./support/race.ts";
import { makeRig, type Rig } from "./support/rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "4" });
});
afterEach(() => rig.cleanup());

describe("a stop that meets the end of its run", () => {
  it("leaves exactly one final state, in 50 races", async () => {
    await raceStopAgainstEnd(rig, 50, 4);
  });
});
