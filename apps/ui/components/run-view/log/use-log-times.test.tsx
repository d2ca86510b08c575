import type { LogTime } from "@codex-toolloop/protocol";
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useLogTimes } from "./use-log-times.ts";

let visibility: DocumentVisibilityState = "visible";
beforeEach(() => {
  visibility = "visible";
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => visibility });
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** In steps: React looks at what changed after each. */
async function pass(ms: number) {
  for (let left = ms; left >= 0; left -= 250) await act(() => vi.advanceTimersByTimeAsync(Math.min(250, left)));
}
const show = (state: DocumentVisibilityState) =>
  act(async () => {
    visibility = state;
    document.dispatchEvent(new Event("visibilitychange"));
  });

function logOf(answers: LogTime[] = []) {
  const logTimes = vi.fn(async () => answers);
  const source = { logTimes };
  const { rerender } = renderHook(
    ({ end, final }: { end: number; final: boolean }) => useLogTimes(source, true, { start: 0, end }, final),
    { initialProps: { end: 10, final: false } },
  );
  return { logTimes, rerender };
}

it("asks ever more rarely where there are no times, also of a log that grows, and once more at its end", async () => {
  const { logTimes, rerender } = logOf();
  for (let n = 0; n < 60; n++) {
    await pass(1000);
    rerender({ end: 11 + n, final: false });
  }
  expect(logTimes.mock.calls.length).toBeGreaterThan(5);
  expect(logTimes.mock.calls.length).toBeLessThan(14);
  const before = logTimes.mock.calls.length;
  rerender({ end: 100, final: true });
  await pass(60_000);
  expect(logTimes).toHaveBeenCalledTimes(before + 1);
});

it("asks nothing while hidden, and at once when it is seen again", async () => {
  const { logTimes } = logOf();
  await pass(600);
  await show("hidden");
  const before = logTimes.mock.calls.length;
  await pass(60_000);
  expect(logTimes).toHaveBeenCalledTimes(before);
  await show("visible");
  await pass(0);
  expect(logTimes).toHaveBeenCalledTimes(before + 1);
});

it("asks soon again once times came", async () => {
  const answers: LogTime[] = [];
  const { logTimes, rerender } = logOf(answers);
  await pass(30_000);
  answers.push({ at: "2026-01-01T00:00:00.000Z", offset: 10 });
  await pass(8000);
  const before = logTimes.mock.calls.length;
  await pass(60_000);
  expect(logTimes).toHaveBeenCalledTimes(before);
  answers.pop();
  rerender({ end: 20, final: false });
  await pass(800);
  expect(logTimes).toHaveBeenCalledTimes(before + 2);
  expect(logTimes).toHaveBeenLastCalledWith(10, 20, expect.any(AbortSignal));
});
