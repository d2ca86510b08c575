import { describe, expect, it } from "vitest";
import { forecast } from "./start-forecast.tsx";

const slots = (running: number, queued: number, limit = 4, maxQueued = 3) => ({ running, queued, limit, maxQueued });

describe("the forecast beside the Start button", () => {
  it.each([
    ["a free slot", slots(3, 0), "reject", false, "now", "Starts now."],
    ["all slots taken", slots(4, 0), "reject", false, "refused", "Would be refused: 4 of 4 slots are taken."],
    ["all slots taken, queue", slots(4, 2), "queue", false, "queue", "Waits at position 3: 4 of 4 slots are taken."],
    [
      "a full queue",
      slots(4, 3),
      "queue",
      false,
      "refused",
      "Would be refused: 4 of 4 slots are taken, and the queue is full with 3.",
    ],
    ["read-only", slots(0, 0), "queue", true, "refused", "Refused: this dashboard is read-only."],
  ] as const)("with %s", (_name, state, onLimit, readOnly, what, text) => {
    expect(forecast(state, onLimit, readOnly)).toEqual({ what, text });
  });
});
