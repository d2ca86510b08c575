import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readWithoutStream } from "./read-without-stream.ts";
import type { ConnectionState } from "./stream-messages.ts";

/** A stream whose state is set by hand; it takes reports as the real one does. */
function setUp(read: (signal: AbortSignal) => Promise<void>) {
  const listeners = new Set<() => void>();
  const stream = {
    state: "live" as ConnectionState,
    onState: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reportRead: (arrived: boolean) => become(arrived ? "polling" : "reconnecting"),
  };
  const become = (state: ConnectionState) => {
    if (stream.state === state) return;
    stream.state = state;
    for (const l of listeners) l();
  };
  const reads = vi.fn(read);
  return { stream, become, reads, stop: readWithoutStream(stream, reads) };
}

describe("readWithoutStream", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("reads nothing while the stream lives, nor where it is back within a second", async () => {
    const { become, reads } = setUp(async () => {});
    await vi.advanceTimersByTimeAsync(10_000);
    become("reconnecting");
    await vi.advanceTimersByTimeAsync(900);
    become("live");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reads).not.toHaveBeenCalled();
  });

  it("asks again and again while it is away, says that it arrives, and stops when it is back", async () => {
    const { stream, become, reads } = setUp(async () => {});
    become("reconnecting");
    await vi.advanceTimersByTimeAsync(1000);
    expect(reads).toHaveBeenCalledTimes(1);
    expect(stream.state).toBe("polling");
    await vi.advanceTimersByTimeAsync(4000);
    expect(reads).toHaveBeenCalledTimes(3);
    become("live");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(reads).toHaveBeenCalledTimes(3);
  });

  it("asks further apart where nobody answers, and says so", async () => {
    const { stream, become, reads } = setUp(() => Promise.reject(new Error("no answer")));
    become("reconnecting");
    await vi.advanceTimersByTimeAsync(1000 + 2000 + 4000 + 8000);
    expect(reads).toHaveBeenCalledTimes(4);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(reads).toHaveBeenCalledTimes(4);
    expect(stream.state).toBe("reconnecting");
  });

  it("gives up a read that is under way when it is told to stop", async () => {
    const signals: AbortSignal[] = [];
    const { become, stop } = setUp((signal) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    become("reconnecting");
    await vi.advanceTimersByTimeAsync(1000);
    stop();
    expect(signals.map((s) => s.aborted)).toEqual([true]);
  });
});
