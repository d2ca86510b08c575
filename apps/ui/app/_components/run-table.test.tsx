import { act, cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunRow } from "../../lib/run-row.ts";
import { RunTable } from "./run-table.tsx";

const router = { push: vi.fn(), refresh: vi.fn() };
vi.mock("next/navigation", () => ({ useRouter: () => router }));
vi.mock("../runs/actions.ts", () => ({ stopRunFormAction: vi.fn(async () => ({ receipt: {} })) }));
const { stopRunFormAction } = await import("../runs/actions.ts");

const NOW = Date.parse("2026-11-20T10:00:00.000Z");
const row = (id: string, patch: Partial<RunRow> = {}): RunRow => ({
  id,
  status: "success",
  stopping: false,
  workflow: "tour",
  title: `Tour ${id}`,
  createdAt: "2026-11-20T09:59:00.000Z",
  by: "anna",
  via: "cli",
  ...patch,
});
const table = (rows: RunRow[]) => <RunTable rows={rows} serverNow={NOW} firstPage />;
const shown = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((r) => r.getAttribute("data-run"));
const selected = () => document.querySelector("[aria-selected=true]")?.getAttribute("data-run");

afterEach(cleanup);
beforeEach(() => {
  vi.clearAllMocks();
  Element.prototype.scrollIntoView = () => {};
});

describe("the run list", () => {
  it("says every state in a word, and links each row to its run", () => {
    render(table([row("a", { status: "timeout" }), row("b", { status: "running", stopping: true })]));
    const [first, second] = screen.getAllByRole("row").slice(1);
    if (!first || !second) throw new Error("two rows expected");
    expect(within(first).getByText("timeout")).toBeVisible();
    expect(within(first).getByRole("link")).toHaveAttribute("href", "/runs/a");
    expect(within(second).getByText("stopping")).toBeVisible();
  });

  it("offers Stop for live runs only", () => {
    render(table([row("a", { status: "running" }), row("b"), row("c", { status: "queued" })]));
    expect(screen.getAllByRole("button", { name: /^Stop / }).map((b) => b.getAttribute("data-stop"))).toEqual([
      "a",
      "c",
    ]);
  });

  it("has a column for usage only where something was used", () => {
    const { rerender } = render(table([row("a")]));
    expect(screen.queryByText("Usage")).toBeNull();
    rerender(table([row("a", { tokens: 12_300, costUsd: 0.5 })]));
    expect(screen.getByText("12.3K · $0.50")).toBeInTheDocument();
  });

  it("says which run is a replay", () => {
    render(table([row("a", { replay: true }), row("b")]));
    expect(screen.getAllByText("replay")).toHaveLength(1);
  });

  it("is walked with j and k, opened with Enter, stopped with s", async () => {
    const user = userEvent.setup();
    render(table([row("a"), row("b", { status: "running" })]));
    await user.keyboard("jj");
    expect(selected()).toBe("b");
    await user.keyboard("s");
    expect(stopRunFormAction).toHaveBeenCalledOnce();
    await user.keyboard("k{Enter}");
    expect(router.push).toHaveBeenCalledWith("/runs/a");
    await user.keyboard("{Escape}");
    expect(selected()).toBeUndefined();
  });

  it("lets new runs in at once while nothing is selected", () => {
    const { rerender } = render(table([row("a")]));
    rerender(table([row("b"), row("a")]));
    expect(shown()).toEqual(["b", "a"]);
  });

  it("keeps the selected row where it is, and says how many runs wait", async () => {
    const user = userEvent.setup();
    const { rerender } = render(table([row("a", { status: "running" })]));
    await user.keyboard("j");
    rerender(table([row("c"), row("b"), row("a", { status: "failed" })]));
    expect(shown()).toEqual(["a"]);
    expect(screen.getByText("failed")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "2 new runs" }));
    expect(shown()).toEqual(["c", "b", "a"]);
    expect(selected()).toBe("a");
  });

  it("lets them in when the selection is dropped", async () => {
    const user = userEvent.setup();
    const { rerender } = render(table([row("a")]));
    await user.keyboard("j");
    rerender(table([row("b"), row("a")]));
    await user.keyboard("{Escape}");
    expect(shown()).toEqual(["b", "a"]);
  });

  it("ignores keys that are text", async () => {
    const user = userEvent.setup();
    render(
      <>
        <input aria-label="text" />
        {table([row("a")])}
      </>,
    );
    await user.click(screen.getByLabelText("text"));
    await act(() => user.keyboard("jjs"));
    expect(selected()).toBeUndefined();
  });
});
