import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useCalm } from "./use-calm.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("useCalm", () => {
  it("renders a burst at most four times a second, its first and its last change among them", () => {
    let n = 0;
    let renders = 0;
    const listeners = new Set<() => void>();
    const subscribe = (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    function Count() {
      renders++;
      return (
        <p>
          {useCalm(
            subscribe,
            () => n,
            () => 0,
          )}
        </p>
      );
    }
    const change = () => {
      n++;
      for (const l of listeners) l();
    };
    const { unmount } = render(<Count />);
    act(() => vi.advanceTimersByTime(1000));
    renders = 0;
    act(change);
    expect(screen.getByText("1")).toBeInTheDocument();
    for (let i = 0; i < 100; i++)
      act(() => {
        change();
        vi.advanceTimersByTime(10);
      });
    act(() => vi.advanceTimersByTime(250));
    expect(screen.getByText("101")).toBeInTheDocument();
    expect(renders).toBeLessThanOrEqual(6);
    unmount();
    expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
  });
});
