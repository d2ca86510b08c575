import { readdirSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { OUTPUT_SHAPES, type RunEvent, RunEvent as Schema } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { listWorkflowRecordings, openWorkflowRecording, type RecordedTurn } from "../src/index.ts";

/** The agent steps of each workflow, with the shape that they answer in and how often. */
const STEPS: Record<string, [step: string, shape: keyof typeof OUTPUT_SHAPES, turns: number][]> = {
  audit: [
    ["deprecations", "ReviewOutput", 1],
    ["api", "ReviewOutput", 1],
    ["docs", "ReviewOutput", 1],
    ["finalize", "FinalReport", 1],
  ],
  "feature-dev": [
    ["plan", "PlanOutput", 1],
    ["research", "ResearchOutput", 1],
    ["implement", "ImplementOutput", 2],
    ["review", "ReviewOutput", 1],
    ["finalize", "FinalReport", 1],
  ],
  review: [
    ["review", "ReviewOutput", 1],
    ["finalize", "FinalReport", 1],
  ],
};

const opened = (name: string) => {
  const found = openWorkflowRecording(name);
  if (!found) throw new Error(`no recording ${name}`);
  return found;
};
const turnsOf = (name: string) =>
  (STEPS[name] ?? []).flatMap(([step, shape, count]) =>
    Array.from({ length: count }, (_, i) => ({ step, shape, turn: opened(name).turn(step, i + 1) })),
  );
const eventsOf = (turn: RecordedTurn | null): RunEvent[] =>
  readFileSync(turn?.events ?? "", "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => Schema.parse(JSON.parse(line)));

describe("recorded workflows that ship", () => {
  it("are the three that work with agents", () => {
    expect(listWorkflowRecordings().map((r) => [r.name, r.workflow])).toEqual(
      Object.keys(STEPS).map((name) => [name, name]),
    );
    const vendors = listWorkflowRecordings().flatMap((r) => Object.keys(r.vendors));
    expect(new Set(vendors)).toEqual(new Set(["codex", "claude"]));
  });

  it.each(Object.keys(STEPS))(
    "%s: each turn is whole, at a pace that one can follow, and answers in its shape",
    (name) => {
      let seconds = 0;
      for (const { step, shape, turn } of turnsOf(name)) {
        const events = eventsOf(turn);
        expect(events[0]).toMatchObject({ type: "turn.started", model: opened(name).recording.model });
        expect(events.at(-1)).toMatchObject({ type: "turn.finished", status: "completed" });
        expect(new Set(events.map((e) => e.stepId))).toEqual(new Set([step]));
        expect(OUTPUT_SHAPES[shape].safeParse(turn?.result.output).error).toBeUndefined();
        expect(JSON.parse(turn?.result.message ?? "")).toEqual(turn?.result.output);
        // The run that plays it puts the turn's name before each id.
        expect(events.some((e) => "itemId" in e && e.itemId?.startsWith(step))).toBe(false);
        expect(events.some((e) => e.type === "item.finished" && e.item.kind === "reasoning")).toBe(true);
        seconds += (Date.parse(events.at(-1)?.at ?? "") - Date.parse(events[0]?.at ?? "")) / 1000;
      }
      expect(seconds).toBeGreaterThan(5);
      expect(seconds).toBeLessThan(90);
      for (const [step, , count] of STEPS[name] ?? []) expect(opened(name).turn(step, count + 1)).toBeNull();
    },
  );

  it("only the implementer changes something, in both of its rounds", () => {
    for (const name of Object.keys(STEPS))
      for (const { step, turn } of turnsOf(name))
        expect([name, step, turn?.patch !== undefined]).toEqual([name, step, step === "implement"]);
    const [first, second] = [1, 2].map((nth) => opened("feature-dev").turn("implement", nth));
    expect([first?.key, second?.key]).toEqual(["implement.1.1", "implement.2.1"]);
    expect(readFileSync(second?.patch ?? "", "utf8")).toContain("+  return toCents(Math.max(0,");
  });

  it("tell of findings of different severity, with evidence in the sample", () => {
    for (const [name, step] of [
      ["feature-dev", "review"],
      ["review", "review"],
    ] as const) {
      const { findings } = OUTPUT_SHAPES.ReviewOutput.parse(opened(name).turn(step, 1)?.result.output);
      expect(new Set(findings.map((f) => f.severity)).size).toBe(2);
    }
  });

  it.each(Object.keys(STEPS))("%s knows no machine and no secret", (name) => {
    const folder = dirname(dirname(turnsOf(name)[0]?.turn?.events ?? ""));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const deltas = new Map<string, string>();
    for (const { turn } of turnsOf(name))
      for (const e of eventsOf(turn))
        if (e.type === "item.delta") deltas.set(e.itemId + e.field, (deltas.get(e.itemId + e.field) ?? "") + e.delta);
    const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    for (const text of [...texts, ...deltas.values()])
      for (const word of [
        homedir(),
        tmpdir(),
        "/root",
        "/home/",
        "/Users/",
        ".cache",
        "no-secret",
        "127.0.0.1",
        "localhost",
      ])
        expect([word, text.includes(word)]).toEqual([word, false]);
  });
});
