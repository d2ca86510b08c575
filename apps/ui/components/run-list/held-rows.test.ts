import { describe, expect, it } from "vitest";
import type { RunRow } from "../../lib/run-row.ts";
import { joinRows } from "./held-rows.ts";

const row = (id: string, patch: Partial<RunRow> = {}): RunRow => ({
  id,
  status: "running",
  stopping: false,
  workflow: "tour",
  title: "Tour",
  createdAt: "2026-11-20T10:00:00.000Z",
  by: "anna",
  via: "cli",
  ...patch,
});
const NONE = new Map<string, RunRow>();
const ids = (rows: readonly RunRow[]) => rows.map((r) => r.id).join(" ");

describe("rows that are not held", () => {
  it("are the newest page", () => {
    expect(ids(joinRows([row("a")], [row("b"), row("a")], NONE, false).shown)).toBe("b a");
  });

  it("take over what the stream says, never back to an earlier state", () => {
    const page = [row("a", { status: "success", finishedAt: "x" }), row("b")];
    const live = new Map([
      ["a", row("a", { status: "running", note: "step 2" })],
      ["b", row("b", { status: "failed" })],
    ]);
    const { shown } = joinRows([], page, live, false);
    expect(shown.map((r) => r.status)).toEqual(["success", "failed"]);
  });
});

describe("rows that are held", () => {
  it("keep their places while new runs wait", () => {
    const { shown, pending } = joinRows([row("a"), row("b")], [row("c"), row("a"), row("b")], NONE, true);
    expect(ids(shown)).toBe("a b");
    expect(pending).toBe(1);
  });

  it("stay although the filter no longer lists them, with their newest state", () => {
    const live = new Map([["a", row("a", { status: "success" })]]);
    const { shown } = joinRows([row("a"), row("b")], [row("b")], live, true);
    expect(shown.map((r) => [r.id, r.status])).toEqual([
      ["a", "success"],
      ["b", "running"],
    ]);
  });

  it("show the page where there was nothing to hold", () => {
    expect(ids(joinRows([], [row("a")], NONE, true).shown)).toBe("a");
  });
});
