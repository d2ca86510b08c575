import { describe, expect, it } from "vitest";
import { contrast } from "./ansi-colour.ts";
import { ansiSpans, stripAnsi } from "./ansi-spans.ts";
import { sgrAfter } from "./sgr.ts";

describe("ansiSpans", () => {
  it("turns colours into classes", () => {
    expect(ansiSpans("a \u001b[1;31mred\u001b[0m b")).toEqual([
      { text: "a ", className: "" },
      { text: "red", className: "ansi-bold ansi-red-fg" },
      { text: " b", className: "" },
    ]);
  });

  it.each([
    ["\u001b[38;5;1mx", "ansi-red-fg"],
    ["\u001b[38;5;12mx", "ansi-bright-blue-fg"],
    ["\u001b[44mx", "ansi-blue-bg"],
    ["\u001b[97mx", "ansi-bright-white-fg"],
  ])("shows %j as one of the sixteen", (text, className) => {
    expect(ansiSpans(text)).toEqual([{ text: "x", className }]);
  });

  it("keeps the hue of the 256 and the true colours", () => {
    const orange = ansiSpans("\u001b[38;5;208mx")[0]?.style?.color ?? "";
    expect(orange).toMatch(/^light-dark\(rgb\((\d+), (\d+), 0\), rgb\(255, 135, 0\)\)$/);
    expect(ansiSpans("\u001b[48;5;21mx")).toEqual([
      { text: "x", className: "", style: { background: "rgb(0, 0, 255)", color: "rgb(255, 255, 255)" } },
    ]);
  });

  it("makes every one of the 256 readable as text in both themes, and on every background", () => {
    const rgb = (css: string) => [...css.matchAll(/rgb\((\d+), (\d+), (\d+)\)/g)].map((m) => m.slice(1, 4).map(Number));
    const ratio = (a: number[] = [], b: number[] = []) =>
      contrast([a[0] ?? -1, a[1] ?? -1, a[2] ?? -1], [b[0] ?? -1, b[1] ?? -1, b[2] ?? -1]);
    for (let n = 16; n < 256; n++) {
      const [light, dark] = rgb(ansiSpans(`\u001b[38;5;${n}mx`)[0]?.style?.color ?? "");
      expect(ratio(light, [243, 245, 247]), `${n} in the light theme`).toBeGreaterThanOrEqual(4.5);
      expect(ratio(dark, [16, 20, 24]), `${n} in the dark theme`).toBeGreaterThanOrEqual(4.5);
      for (const text of ["", "31;", "38;5;21;", "38;2;255;255;255;"]) {
        const style = ansiSpans(`\u001b[${text}48;5;${n}mx`)[0]?.style;
        expect(
          ratio(rgb(style?.color ?? "")[0], rgb(style?.background ?? "")[0]),
          `${text} on ${n}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it.each([
    ["title", "\u001b]0;evil\u0007ok", "ok"],
    ["link", "\u001b]8;;https://evil.example\u001b\\ok\u001b]8;;\u001b\\", "ok"],
    ["unfinished string", "ok\u001b]0;never ends", "ok"],
    ["device control", "\u001bPq#0\u001b\\ok", "ok"],
    ["cursor and erase", "\u001b[2J\u001b[1;1H\u001b[Kok", "ok"],
    ["private modes", "\u001b[?25l\u001b[>4;2mok", "ok"],
    ["charset", "\u001b(0ok", "ok"],
    ["lone escape", "ok\u001b", "ok"],
    ["a line overwritten", "10 %\r20 %\rok", "ok %"],
    ["a line erased and overwritten", "10 %\r\u001b[Kok", "ok"],
    ["a backspace", "10 %\b\b\b5", "15 %"],
    ["cursor in a line that goes on", "o\u001b[1Ck", "o k"],
    ["an erase of nothing", "\u001b[2Kok\u001b[K\n\u001b[Kgo", "ok\ngo"],
    ["windows line end", "ok\r", "ok"],
    ["controls", "o\u0000k", "o·k"],
    ["bidi", "o\u202ek", "o⟨U+202E⟩k"],
  ])("leaves no %s behind", (_name, text, expected) => {
    expect(stripAnsi(text)).toBe(expected);
    expect(
      ansiSpans(text)
        .map((s) => s.text)
        .join(""),
    ).toBe(expected);
  });

  it("is bounded in elements, and loses no text", () => {
    const text = Array.from({ length: 5000 }, (_, i) => `\u001b[3${i % 8}mx`).join("");
    const spans = ansiSpans(text, 50);
    expect(spans.length).toBeLessThanOrEqual(50);
    expect(spans.map((s) => s.text).join("")).toBe("x".repeat(5000));
  });

  it("takes an enormous token and a storm of escapes in linear time", () => {
    const start = performance.now();
    const bad = ["a", "\r", "\r\r\rx", "\u001b[", "\u001b]", "\u001b[0;", "\u001b[31mx", "\u001bP;", "\u001b[?1"];
    for (const piece of bad) ansiSpans(piece.repeat(30_000));
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe("sgrAfter", () => {
  it("holds the colours in force, and stays short", () => {
    expect(sgrAfter("", "a\u001b[1mb\u001b[31mc")).toBe("\u001b[1m\u001b[31m");
    expect(sgrAfter("\u001b[1m", "\u001b[0m")).toBe("");
    expect(sgrAfter("", "\u001b[31m".repeat(1000)).length).toBeLessThanOrEqual(200);
  });
});
