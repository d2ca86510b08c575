import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { useDraft } from "./use-draft.ts";

afterEach(() => {
  cleanup();
  localStorage.clear();
});

describe("a draft", () => {
  it("is kept with the key that was pressed, also by who leaves at once", () => {
    const { result, unmount } = renderHook(() => useDraft("k", true));
    act(() => result.current.save("typed"));
    expect(localStorage.getItem("k")).toBe("typed");
    const long = "x".repeat(20_000);
    act(() => result.current.save(long));
    unmount();
    expect(localStorage.getItem("k")).toBe(long);
  });

  it("is found again, and gone once it was sent", () => {
    localStorage.setItem("k", "earlier");
    const { result, unmount } = renderHook(() => useDraft("k", true));
    expect(result.current.found).toBe("earlier");
    act(() => result.current.save("y".repeat(20_000)));
    act(() => result.current.discard());
    unmount();
    expect(localStorage.getItem("k")).toBeNull();
  });

  it("of one place does not go to another that the form shows next", () => {
    const { result, rerender } = renderHook(({ key }) => useDraft(key, true), { initialProps: { key: "a" } });
    const long = "z".repeat(20_000);
    act(() => result.current.save(long));
    rerender({ key: "b" });
    expect(localStorage.getItem("a")).toBe(long);
    expect(localStorage.getItem("b")).toBeNull();
  });
});
