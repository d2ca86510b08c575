import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { KillLevel } from "../src/contract.ts";
import { launch, probeKillLevels, requestStop } from "../src/index.ts";
import { exitFile, scratchDirectory, spec } from "./support/scratch.ts";
import { SHAPE_NAMES, type Shape, shapeCommand } from "./support/shapes.ts";
import { endSurvivors, survivors } from "./support/survivors.ts";
import { waitFor } from "./support/wait-for.ts";

const STOPS = 10;
const scratch = scratchDirectory();
const probes = await probeKillLevels();
const works = (level: KillLevel) => probes.some((p) => p.level === level && p.works);
const isRoot = process.getuid?.() === 0;

/** Launches a shape, waits until it stands, stops it; returns what is left and the launcher's record. */
async function stopOnce(shape: Shape, level: KillLevel) {
  const s = spec(scratch, shapeCommand(shape), level);
  const run = await launch(s);
  await waitFor(`${shape} to stand`, () => existsSync(s.marker));
  const from = performance.now();
  expect(requestStop(run)).toMatchObject({ signalled: true, signal: "SIGTERM" });
  await run.exited;
  const tookMs = performance.now() - from;
  const left = await survivors(s.marker);
  await endSurvivors(s.marker);
  return { left, tookMs, exit: exitFile(s.runDir) };
}

for (const level of ["subreaper", "namespace"] as const) {
  const runs = level === "subreaper" ? process.platform === "linux" : isRoot && process.platform === "linux";
  describe.runIf(runs)(`a stop at level ${level}`, () => {
    test("is offered by this machine", () =>
      expect(probes.find((p) => p.level === level)).toMatchObject({ works: true }));

    test.each(SHAPE_NAMES)(`leaves nothing of: %s (${STOPS} stops)`, async (shape) => {
      const times: number[] = [];
      for (let n = 0; n < STOPS; n++) {
        const { left, tookMs, exit } = await stopOnce(shape, level);
        expect(left).toEqual([]);
        expect(exit).toMatchObject({
          proven: true,
          survived: [],
          stopSignal: "SIGTERM",
          killLevel: level,
          deadline: false,
        });
        times.push(tookMs);
      }
      times.sort((a, b) => a - b);
      console.info(
        `${level}, ${shape}: stop ${times[STOPS / 2]?.toFixed(0)} ms, at most ${times.at(-1)?.toFixed(0)} ms`,
      );
    });
  });
}

describe.runIf(works("scan"))("a stop at level scan", () => {
  test.each(["plain", "setsid", "TERM ignored"] as const)("leaves nothing of: %s", async (shape) => {
    for (let n = 0; n < 3; n++) expect((await stopOnce(shape, "scan")).left).toEqual([]);
  });

  test.each(SHAPE_NAMES)("never claims to be complete, and its limit is known: %s", async (shape) => {
    const { left, exit } = await stopOnce(shape, "scan");
    expect(exit.proven).toBe(false);
    console.info(`scan, ${shape}: ${left.length === 0 ? "nothing left" : `left ${left.length}`}`);
  });
});
