import { expect, it } from "vitest";
import { stopPhase } from "./stop-phase.ts";

const ASKED = "2026-11-20T12:00:00.000Z";
const at = (seconds: number) => stopPhase(ASKED, 10, Date.parse(ASKED) + seconds * 1000);

it.each([
  [-3, { next: "SIGTERM", seconds: 10 }],
  [0, { next: "SIGTERM", seconds: 10 }],
  [2.4, { next: "SIGTERM", seconds: 8 }],
  [9.999, { next: "SIGTERM", seconds: 1 }],
  [10, { next: "SIGKILL", seconds: 10 }],
  [19.5, { next: "SIGKILL", seconds: 1 }],
  [20, { next: null }],
])("%d s after the request", (seconds, phase) => {
  expect(at(seconds)).toEqual(phase);
});

it("a run without a grace is killed at once", () => {
  expect(stopPhase(ASKED, 0, Date.parse(ASKED))).toEqual({ next: null });
});
