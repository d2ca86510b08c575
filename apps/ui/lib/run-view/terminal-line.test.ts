import { describe, expect, it } from "vitest";
import { terminalLine } from "./terminal-line.ts";

const ESC = "\u001b";
const RED = `${ESC}[31m`;
const OFF = `${ESC}[0m`;

describe("terminalLine", () => {
  it.each([
    ["a plain line", "plain", "plain"],
    ["a progress bar", "[#   ] 25 %\r[##  ] 50 %\r[####] 100 %", "[####] 100 %"],
    ["a shorter text over a longer one", "100 files\r9", "900 files"],
    ["a shorter text after an erase", `100 files\r${ESC}[K9`, "9"],
    ["a line erased whole", `100 files${ESC}[2K\rok`, "ok"],
    ["its beginning erased", `abc\b\b${ESC}[1Kx`, " xc"],
    ["a spinner", "work |\b/\b-\b\\", "work \\"],
    ["backspace, blank, backspace", "secret\b \b\b \b", "secr  "],
    ["man's bold", "b\bbo\boldt", "boldt"],
    ["backspaces at the edge", "\b\b\bab", "ab"],
    ["a Windows line end", "done\r", "done"],
    ["cursor to a column", `0 %${ESC}[1G50${ESC}[4Gx`, "50%x"],
    ["cursor to the right and left", `a${ESC}[2Cb${ESC}[3Dc`, "ac b"],
    ["a mark that joins", "e\u0301x\b!", "e\u0301!"],
    ["an emoji as one", "😀\b!", "!"],
  ])("shows %s", (_name, line, expected) => {
    expect(terminalLine(line)).toBe(expected);
  });

  it("keeps the colours of what is left, and those in force after it", () => {
    expect(terminalLine(`${RED}abc\r${OFF}x`)).toBe(`x${OFF}${RED}bc${OFF}`);
    expect(terminalLine("abc\rx", RED)).toBe("xbc");
    expect(terminalLine(`abc\r${OFF}x`, RED)).toBe(`${OFF}x${OFF}${RED}bc${OFF}`);
  });

  it("can go on where it stopped", () => {
    const first = terminalLine("abcdef\rxy", "", { cursor: true });
    expect(terminalLine(`${first}z`)).toBe("xyzdef");
  });

  it("is bounded where output is hostile", () => {
    const start = performance.now();
    expect(terminalLine(`a${ESC}[999999999Cb`.repeat(50)).length).toBeLessThan(5000);
    for (const piece of ["\b", "a\b", "\ra", `${ESC}[K`, `${ESC}[9C`, `${ESC}[31ma\r`])
      terminalLine(piece.repeat(50_000));
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("takes time in proportion to the line where a long one is erased again and again", () => {
    const spent = (erase: string, times: number) => {
      const begun = process.cpuUsage();
      terminalLine(`${"x".repeat(4 * times)}\r${"x".repeat(4 * times)}${erase.repeat(times)}`);
      return process.cpuUsage(begun).user / 1000;
    };
    // In proportion to the square of the length, these are half a minute.
    for (const erase of [`${ESC}[1K`, `${ESC}[2Kx`]) expect(spent(erase, 32_000)).toBeLessThan(1500);
  });

  it("takes no colour along that is longer than its line", () => {
    const colour = `${ESC}[${"1;".repeat(4000)}m`;
    expect(terminalLine(`\r${colour}${`x${ESC}[C`.repeat(4000)}`).length).toBeLessThan(10_000);
  });
});
