import { readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type RunEvent, RunEvent as Schema } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { listRecordings, openRecording } from "../src/index.ts";

const eventsOf = (name: string): RunEvent[] =>
  readFileSync(openRecording(name)?.events ?? "", "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => Schema.parse(JSON.parse(line)));

describe("what ships for the replay runner", () => {
  it("is one recording per vendor, and nothing is found by a name that leads elsewhere", () => {
    expect(listRecordings().map((r) => r.vendor)).toEqual(["claude", "codex"]);
    for (const name of ["nope", "../recordings/codex-cart", "", "codex-cart/"]) expect(openRecording(name)).toBeNull();
  });

  it.each(listRecordings())("$name is a good story of half a minute", ({ name, model }) => {
    const events = eventsOf(name);
    const times = events.map((e) => Date.parse(e.at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    expect(seconds).toBeGreaterThan(25);
    expect(seconds).toBeLessThan(60);
    expect(events[0]).toMatchObject({ type: "turn.started", model });
    expect(events.findLast((e) => e.type === "turn.finished")).toMatchObject({ status: "completed" });
    const items = events.flatMap((e) => (e.type === "item.finished" ? [e.item] : []));
    for (const kind of ["message", "reasoning", "plan", "command", "file_change"])
      expect([kind, items.some((i) => i.kind === kind)]).toEqual([kind, true]);
    const exits = items.flatMap((i) => (i.kind === "command" && i.command.includes("spec") ? [i.exitCode] : []));
    expect(exits).toEqual([1, 0]);
    const changes = items.flatMap((i) => (i.kind === "file_change" ? i.changes : []));
    expect(changes.map((c) => [c.path, c.change, c.diff !== undefined])).toEqual([
      ["src/cart.js", "update", true],
      ["test/cart.test.js", "update", true],
    ]);
    expect(items.findLast((i) => i.kind === "message")).toMatchObject({
      text: expect.stringContaining("7 tests pass"),
    });
    expect(events.some((e) => e.type.startsWith("run.") || e.spilled !== undefined)).toBe(false);
  });

  it.each(listRecordings())("$name knows no machine and no secret", ({ name }) => {
    const folder = dirname(openRecording(name)?.events ?? "");
    const files = ["recording.json", "events.jsonl", "changes.diff", "diff-summary.md"];
    const deltas = new Map<string, string>();
    for (const e of eventsOf(name))
      if (e.type === "item.delta") deltas.set(e.itemId + e.field, (deltas.get(e.itemId + e.field) ?? "") + e.delta);
    for (const text of [...files.map((file) => readFileSync(join(folder, file), "utf8")), ...deltas.values()])
      for (const word of [homedir(), tmpdir(), "/root", "/home/", "/Users/", ".cache", "secret", "127.0.0.1", "#cart"])
        expect([word, text.includes(word)]).toEqual([word, false]);
  });
});
