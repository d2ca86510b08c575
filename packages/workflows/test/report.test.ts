import { describe, expect, it } from "vitest";
import { definitionOf } from "../src/builtin/builtins.ts";
import { againCommand } from "../src/report/final-report.ts";
import { logExcerpt } from "../src/report/log-excerpt.ts";
import { mdCode, mdFence, mdText, plainLog } from "../src/report/markdown.ts";
import { sentenceList, shellLine } from "../src/text.ts";
import { fakeHost } from "./support/fake-host.ts";

describe("markdown from foreign text", () => {
  it.each([
    ["a|b", "a\\|b"],
    ["<img src=x>", "\\<img src=x\\>"],
    ["[x](javascript:y)", "\\[x\\](javascript:y)"],
    ["*b* _i_ `c`", "\\*b\\* \\_i\\_ \\`c\\`"],
    ["a\n# b", "a # b"],
    ["# b", "\\# b"],
    ["1. b", "1\\. b"],
    ["- b", "\\- b"],
    ["\u202eabc\u001b[31m", "abc\\[31m"],
  ])("mdText %j", (text, expected) => expect(mdText(text)).toBe(expected));
  it.each([
    ["a", "`a`"],
    ["a`b", "``a`b``"],
    ["`a", "`` `a ``"],
    ["a|b", "`a\\|b`"],
    ["a\nb", "`a⏎b`"],
    ["x 'one\r\n two'\n", "`x 'one⏎ two'`"],
    ["", ""],
  ])("mdCode %j", (text, expected) => expect(mdCode(text)).toBe(expected));
  it("mdFence is longer than any run of backticks inside", () => {
    expect(mdFence("a\n`````\nb")).toBe("``````\na\n`````\nb\n``````");
  });
  it("mdFence is not ended by backticks with an invisible character between them", () => {
    expect(mdFence("a\n``\u0000`\n# b").split("\n")[0]).toBe("````");
  });
  it.each([
    ["\u001b[1;31mred\u001b[0m", "red"],
    ["\u001b]8;;http://x\u0007link\u001b]8;;\u0007", "link"],
    ["10 %\r20 %\r30 %\n", "30 %\n"],
    ["a\r\nb\r\n", "a\nb\n"],
  ])("plainLog %j", (text, expected) => expect(plainLog(text)).toBe(expected));
});

describe("logExcerpt", () => {
  const lines = (n: number, word = "line") => Array.from({ length: n }, (_, i) => `${word} ${i + 1}`);
  it("keeps a short log whole", () => expect(logExcerpt("a\nb\n")).toBe("a\nb"));
  it("shows the lines around the first error, and the end", () => {
    const text = [...lines(100), "src/a.ts(3,1): error TS1: bad", ...lines(100, "after")].join("\n");
    const excerpt = logExcerpt(text).split("\n");
    expect(excerpt.slice(0, 5)).toEqual([
      "… 97 lines …",
      "line 98",
      "line 99",
      "line 100",
      "src/a.ts(3,1): error TS1: bad",
    ]);
    expect(excerpt.at(-1)).toBe("after 100");
    expect(excerpt.length).toBeLessThan(50);
  });
  it("is not misled by a line that says that there are no errors", () => {
    const text = [
      "> tool --error-on-warnings",
      "0 errors",
      "--error=1",
      ...lines(80),
      "FAIL test x",
      ...lines(80),
    ].join("\n");
    expect(logExcerpt(text)).toContain("FAIL test x");
    expect(logExcerpt(text)).not.toContain("0 errors");
  });
  it("shows the end where nothing looks like an error, and cuts long lines", () => {
    expect(logExcerpt(lines(200).join("\n")).split("\n").at(-1)).toBe("line 200");
    expect(logExcerpt("x".repeat(100_000)).length).toBeLessThan(500);
  });
  it("reads hostile input in linear time", () => {
    const startedAt = performance.now();
    for (const text of [
      "\r".repeat(131_072),
      "\u001b[".repeat(65_000),
      "\u001b]".repeat(65_000),
      "error ".repeat(21_000),
      " ".repeat(131_072),
      `${" ".repeat(131_072)}x`,
    ])
      logExcerpt(text);
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });
});

it("shellLine quotes what a shell would read otherwise", () => {
  expect(shellLine(["a", "b c", "it's", "", "$x", "k=v"])).toBe(`a 'b c' 'it'\\''s' '' '$x' k=v`);
});
it("sentenceList reads as a person says it", () => {
  expect([sentenceList([]), sentenceList(["a"]), sentenceList(["a", "b"]), sentenceList(["a", "b", "c"])]).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
});
it("the line that runs it again names folder and spec, but not those that a replay made for itself", () => {
  const found = definitionOf({ workflow: "feature-dev", source: "builtin", definition: undefined });
  if (!found.ok) throw new Error(found.message);
  const again = (runner: string) =>
    againCommand({
      ...{ definition: found.definition, inputs: { runner }, hasSpec: true, startedAt: new Date() },
      ...{ outcomes: [], earlier: [] },
      host: fakeHost({ specPath: "/runs/r/spec.md" }),
      outcome: { status: "success", reason: "exit_zero" },
    });
  const line = "npx codex-toolloop run workflow feature-dev";
  expect(again("claude")).toBe(`${line} --workspace /home/ada/project --input runner=claude --spec /runs/r/spec.md`);
  expect(again("replay")).toBe(`${line} --input runner=replay`);
});
