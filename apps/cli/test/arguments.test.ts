import { describe, expect, test } from "vitest";
import { ago } from "../src/commands/run-list.ts";
import { exitCodeOf } from "../src/runs/exit-code.ts";
import { oneOf, parseInput, parseSeconds, wholeNumber } from "../src/start/workflow-flags.ts";

describe("arguments", () => {
  test("--input splits at the first equals sign; later ones belong to the value", () => {
    expect(parseInput("a=b=c", { x: "1" })).toEqual({ x: "1", a: "b=c" });
    expect(parseInput("a=")).toEqual({ a: "" });
    for (const bad of ["a", "=b", ""]) expect(() => parseInput(bad)).toThrow("name=value");
  });

  test("--timeout takes whole seconds only", () => {
    expect(parseSeconds("90")).toBe(90);
    for (const bad of ["1.5", "-1", "1h", "", "1e3", "0x10"]) expect(() => parseSeconds(bad)).toThrow("whole number");
  });

  test("a closed list names the nearest value, or all of them", () => {
    expect(oneOf("--status", ["failed", "success"], "failed")).toBe("failed");
    expect(() => oneOf("--status", ["failed", "success"], "faild")).toThrow("did you mean failed?");
    expect(() => oneOf("--status", ["failed", "success"], "zzzzzzzz")).toThrow("one of failed, success");
  });

  test("numbers have bounds", () => {
    expect(wholeNumber("--limit", 1, 200, "200")).toBe(200);
    for (const bad of ["0", "201", "x", "1.5"])
      expect(() => wholeNumber("--limit", 1, 200, bad)).toThrow("from 1 to 200");
  });

  test("exit codes: 0, 1, 124 for a timeout, 130 for a stop", () => {
    const codes = (["success", "failed", "timeout", "canceled", "orphaned"] as const).map(exitCodeOf);
    expect(codes).toEqual([0, 1, 124, 130, 1]);
  });

  test.each([
    [0, "0 s ago"],
    [59, "59 s ago"],
    [60, "1 m ago"],
    [7200, "2 h ago"],
    [172_800, "2 d ago"],
  ])("%d seconds ago reads %s", (seconds, words) => {
    const now = new Date("2026-01-10T00:00:00.000Z");
    expect(ago(new Date(now.getTime() - seconds * 1000).toISOString(), now)).toBe(words);
  });
});
