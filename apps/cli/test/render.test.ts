import { Writable } from "node:stream";
import type { EventInput, RunEvent } from "@codex-toolloop/protocol";
import { describe, expect, test } from "vitest";
import { eventLines } from "../src/render/event-lines.ts";
import { inputRules } from "../src/render/input-rules.ts";
import { NO_PROGRESS, nextProgress, progressLine } from "../src/render/progress-bar.ts";
import { jsonLine, sanitiseOutput, sanitiseText } from "../src/render/sanitise.ts";
import { makeScreen } from "../src/render/screen.ts";
import { makeStyle, wantsColours } from "../src/render/style.ts";
import { table } from "../src/render/table.ts";
import { outputLines } from "../src/render/tagged.ts";

const plain = makeStyle(false);
const colour = makeStyle(true);
const event = (input: EventInput): RunEvent => ({
  v: 1,
  runId: "01990000-0000-7000-8000-000000000000",
  seq: 0,
  at: "2026-01-01T00:00:00.000Z",
  ...input,
});

describe("sanitising", () => {
  test.each([
    ["a title change (OSC, BEL)", "a\x1b]0;owned\x07b", "ab"],
    ["a link (OSC 8, ST)", "a\x1b]8;;http://x\x1b\\b\x1b]8;;\x1b\\c", "abc"],
    ["a clipboard write that never ends", "a\x1b]52;c;AAAA", "a"],
    ["an 8 bit OSC", "a\x9d0;t\x9cb", "ab"],
    ["a device control string", "a\x1bPq#0\x1b\\b", "ab"],
    ["cursor movement and erasing", "a\x1b[2J\x1b[H\x1b[10Ab", "ab"],
    ["a status request", "a\x1b[6nb\x1b[cc", "abc"],
    ["an 8 bit CSI", "a\x9b2Jb", "ab"],
    ["a reset", "a\x1bcb", "ab"],
    ["a sequence cut off", "a\x1b[31", "a"],
    ["a lone escape", "a\x1b", "a"],
    ["bell, backspace, delete", "a\x07\x08\x7fb", "ab"],
    ["text that runs backwards", "a\u202eb\u2066c", "abc"],
    ["a marker of our own", "a\x00\x01b", "ab"],
  ])("%s is taken out of text and output", (_what, input, expected) => {
    expect(sanitiseText(input)).toBe(expected);
    expect(sanitiseOutput(input, false)).toBe(expected);
    expect(sanitiseOutput(input, true)).toBe(expected);
  });

  test("colours stay in output where they are wanted, and end with the line", () => {
    expect(sanitiseOutput("\x1b[31mred\nplain", true)).toBe("\x1b[31mred\x1b[0m\nplain");
    expect(sanitiseOutput("\x1b[38;5;208mx\x1b[2Jy", true)).toBe("\x1b[38;5;208mxy\x1b[0m");
    expect(sanitiseOutput("\x1b[31mred", false)).toBe("red");
    expect(sanitiseText("\x1b[31mred")).toBe("red");
  });

  test("no control character survives, whatever surrounds it", () => {
    const pieces = ["\x1b", "[", "]", "31m", "0;", "\x07", "\\", "P", "\x9b", "m", "a", "\x00", "\x9c", "2J"];
    let seed = 7;
    const next = () => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return (seed >> 8) % pieces.length;
    };
    for (let i = 0; i < 5000; i++) {
      const text = Array.from({ length: 12 }, () => pieces[next()]).join("");
      expect(sanitiseText(text)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
      expect(sanitiseOutput(text, true).replace(/\x1b\[[0-9;:]*m/g, "")).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }
  });

  test("a carriage return starts its line anew; a title stays on one line", () => {
    expect(sanitiseOutput("10 %\r20 %\r30 %\r\nend", false)).toBe("30 %\nend");
    expect(sanitiseText("a\r\n  b")).toBe("a b");
  });

  test("JSON escapes the control characters that JSON lets through, and stays the same value", () => {
    const value = { t: "a\x9b31m\x7f\u202e\u2028ü" };
    expect(jsonLine(value)).not.toMatch(/[\x7f-\x9f\u2028\u202e]/);
    expect(JSON.parse(jsonLine(value))).toEqual(value);
  });
});

describe("event lines", () => {
  test.each<[string, EventInput, string[]]>([
    ["a step", { type: "step.started", stepId: "a", title: "Unit\x1b[2J tests", attempt: 1 }, ["[step] Unit tests"]],
    ["a retry", { type: "step.started", stepId: "a", title: "T", attempt: 2 }, ["[step] T (attempt 2)"]],
    [
      "a failed step",
      {
        type: "step.finished",
        stepId: "a",
        status: "failed",
        reason: "exit_nonzero",
        attempt: 1,
        exitCode: 3,
        durationMs: 1200,
      },
      ["[step] a failed (1.2 s, exit code 3)"],
    ],
    [
      "a command",
      { type: "item.started", itemId: "i", item: { kind: "command", command: "npm\ntest" } },
      ["[cmd] $ npm⏎test"],
    ],
    [
      "changed files",
      {
        type: "item.finished",
        itemId: "i",
        item: {
          kind: "file_change",
          changes: [
            { path: "a\x1b]0;x\x07.ts", change: "add" },
            { path: "b", change: "delete" },
          ],
        },
      },
      ["[file] A a.ts", "[file] D b"],
    ],
    ["a notice", { type: "notice", level: "warning", message: "careful" }, ["[note] careful"]],
    [
      "a message",
      { type: "item.finished", itemId: "i", item: { kind: "message", role: "assistant", text: "a\nb\n" } },
      ["[agent] a", "[agent] b"],
    ],
    ["progress", { type: "step.progress", fraction: 0.5 }, []],
  ])("%s", (_what, input, lines) => {
    expect(eventLines(event(input), plain)).toEqual(lines);
  });

  test("a script in a command shows its first line and says how much is left out; a break is never a space", () => {
    const shown = (command: string, columns: number) =>
      eventLines(event({ type: "item.started", itemId: "i", item: { kind: "command", command } }), plain, columns);
    expect(shown("printf '%s' 'one\ntwo'\n", 80)).toEqual(["[cmd] $ printf '%s' 'one⏎two'"]);
    const script = `sh -c 'set -e\n${"echo something\n".repeat(40)}'`;
    expect(shown(script, 80)).toEqual(["[cmd] $ sh -c 'set -e⏎… (41 more lines)"]);
    const long = shown("x".repeat(300), 60)[0] ?? "";
    expect(long).toHaveLength(60);
    expect(long.endsWith("…")).toBe(true);
    const both = shown(`${"x".repeat(300)}\ny`, 60)[0] ?? "";
    expect(both).toHaveLength(60);
    expect(both.endsWith("…⏎… (1 more line)")).toBe(true);
  });

  test("an event of a later version is named, not dropped", () => {
    const unknown = { type: "thing.happened", seq: 1, at: "", raw: {}, unknown: true } as const;
    expect(eventLines(unknown, plain)).toEqual(["[note] thing.happened (unknown to this version)"]);
  });

  test("output is tagged line by line", () => {
    expect(outputLines("a\n\nb\n", plain)).toEqual(["[out] a", "[out] ", "[out] b"]);
    expect(outputLines("", plain)).toEqual([]);
  });
});

describe("terminal", () => {
  test("colours need a terminal, and NO_COLOR or a dumb one turns them off", () => {
    expect(wantsColours({ isTTY: true }, {})).toBe(true);
    expect(wantsColours({ isTTY: false }, {})).toBe(false);
    expect(wantsColours({ isTTY: true }, { NO_COLOR: "1" })).toBe(false);
    expect(wantsColours({ isTTY: true }, { TERM: "dumb" })).toBe(false);
    expect(colour.red("x")).toBe("\x1b[31mx\x1b[39m");
    expect(plain.red("x")).toBe("x");
  });

  test("the progress bar counts a step once, however often it is retried", () => {
    const steps = [
      { id: "a", title: "A" },
      { id: "b", title: "B" },
    ];
    const finished = { type: "step.finished", stepId: "a", reason: "x", attempt: 1, durationMs: 1 } as const;
    const all: EventInput[] = [
      { type: "run.planned", steps },
      { type: "step.started", stepId: "a", title: "A", attempt: 1 },
      { ...finished, status: "failed", willRetry: true },
      { ...finished, status: "success", attempt: 2 },
      { type: "step.started", stepId: "b", title: "B", attempt: 1 },
      { type: "step.progress", current: 1, total: 2, unit: "files" },
    ];
    const progress = all.map(event).reduce(nextProgress, NO_PROGRESS);
    expect(progress).toMatchObject({ total: 2, finished: ["a"], title: "B", fraction: 0.5, message: "1/2 files" });
    const line = progressLine(progress, 40, plain);
    expect(line).toBe("████████░░ 1/2 B · 1/2 files");
    expect([...line].length).toBeLessThan(40);
  });

  test("the progress bar takes back what a further round does again", () => {
    const steps = ["a", "b", "c"].map((id) => ({ id, title: id }));
    const ends = (stepId: string): EventInput => ({
      ...{ type: "step.finished", stepId, status: "success", reason: "x", attempt: 1, durationMs: 1 },
    });
    const round: EventInput = { type: "iteration.started", stepId: "c", iteration: 2, steps: ["b", "c"] };
    const ofAgent: EventInput = { type: "iteration.started", iteration: 3 };
    const upTo = (...events: EventInput[]) =>
      [{ type: "run.planned" as const, steps }, ...events].map(event).reduce(nextProgress, NO_PROGRESS).finished;
    const first = [ends("a"), ends("b"), ends("c")];
    expect(upTo(...first, ofAgent)).toEqual(["a", "b", "c"]);
    expect(upTo(...first, round)).toEqual(["a"]);
    expect(upTo(...first, round, ends("b"), ends("c"), ends("c"))).toEqual(["a", "b", "c"]);
  });

  test("lines are written above the bar on a terminal, and no bar elsewhere", () => {
    for (const isTTY of [true, false]) {
      let text = "";
      const write = (chunk: Buffer, _encoding: string, done: () => void) => {
        text += chunk.toString();
        done();
      };
      const screen = makeScreen({ stdout: Object.assign(new Writable({ write }), { isTTY }), env: {} });
      screen.bottom("50 %");
      screen.lines(["one"]);
      screen.bottom("");
      expect(text).toBe(isTTY ? "50 %\r\x1b[Kone\n50 %\r\x1b[K" : "one\n");
    }
  });

  test("a table pads columns, cuts the last one, and sanitises its cells", () => {
    const text = table(
      ["A", "B"],
      [
        ["x\x1b[2J", "a long last column"],
        ["yyy", { text: "z", paint: colour.red }],
      ],
      17,
    );
    expect(text).toBe("A    B\nx    a long last…\nyyy  \x1b[31mz\x1b[39m");
  });
});

test("an input is described by whether it is required, what it may be, and its default", () => {
  const flag = { input: "n", flag: "--n", takesValue: true, help: "", required: false };
  expect(inputRules({ ...flag, required: true, rule: "1 to 10" })).toBe("required; 1 to 10");
  expect(inputRules({ ...flag, values: ["s", "l"], default: "l" })).toBe("one of s, l; default l");
  expect(inputRules({ ...flag, takesValue: false, default: true })).toBe("yes or no; default yes");
  expect(inputRules(flag)).toBe("");
});
