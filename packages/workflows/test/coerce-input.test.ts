import { describe, expect, it } from "vitest";
import { InputDefinition } from "../src/definition/input-definition.ts";
import { coerceInput } from "../src/start/coerce-input.ts";

describe("coerceInput", () => {
  const string = { type: "string" };
  const word = { type: "string", pattern: "[a-z-]+", patternHelp: "must be a word" };
  const int = { type: "integer", min: -2, max: 9 };
  const pick = { type: "enum", options: ["red", { value: "green", label: "Green" }] };
  const bool = { type: "boolean" };
  const path = { type: "path" };
  const no = (message: RegExp) => message;
  const table: [definition: Record<string, unknown>, raw: unknown, expected: unknown][] = [
    [string, "a b", "a b"],
    [string, " a ", " a "],
    [string, "", undefined],
    [string, undefined, undefined],
    [string, null, undefined],
    [string, 3, no(/must be text/)],
    [string, {}, no(/must be text/)],
    [string, "a\nb", no(/single line/)],
    [string, "a\rb", no(/single line/)],
    [string, "a\0b", no(/NUL/)],
    [string, "\ud800", no(/well-formed/)],
    [string, "\ud83d\ude00", "\ud83d\ude00"],
    [string, "x".repeat(65_536), "x".repeat(65_536)],
    [string, "x".repeat(65_537), no(/64 KiB/)],
    [string, "ü".repeat(32_769), no(/64 KiB/)],
    [string, "-rf", no(/dash/)],
    [string, "--upload-pack=x", no(/dash/)],
    [{ ...string, allowDash: true }, "-rf", "-rf"],
    [{ ...string, minLength: 2 }, "a", no(/at least 2/)],
    [{ ...string, maxLength: 2 }, "😀😀", "😀😀"],
    [{ ...string, maxLength: 2 }, "abc", no(/at most 2/)],
    [word, "abc-d", "abc-d"],
    [word, "abC", no(/must be a word/)],
    [word, "abc\u2028", no(/must be a word/)],
    [word, "a".repeat(257), no(/at most 256/)],
    [{ ...word, patternHelp: undefined }, "A", no(/must match \[a-z-\]\+/)],
    [{ type: "text" }, "a\nb", "a\nb"],
    [{ type: "text" }, "- a list", no(/dash/)],
    [{ type: "text", allowDash: true }, "- a list", "- a list"],
    [{ type: "text" }, 1, no(/must be text/)],
    [int, "3", 3],
    [int, " 3 ", 3],
    [int, "+3", 3],
    [int, "-2", -2],
    [int, "-0", 0],
    [int, -0, 0],
    [int, 9, 9],
    [int, "007", 7],
    [int, "", undefined],
    ...["3.5", "3e2", "0x3", "three", "1_0", "٣", "9007199254740993", "99999999999999999", "--3", "3 4"].map(
      (raw): [Record<string, unknown>, unknown, unknown] => [int, raw, no(/whole number|at most/)],
    ),
    ...[3.5, Number.NaN, Number.POSITIVE_INFINITY, true, [3], 2 ** 53].map(
      (raw): [Record<string, unknown>, unknown, unknown] => [int, raw, no(/whole number/)],
    ),
    [int, "-3", no(/at least -2/)],
    [int, 10, no(/at most 9/)],
    ...(["true", "on", "1", "yes", "TRUE", " On ", true] as const).map(
      (raw): [Record<string, unknown>, unknown, unknown] => [bool, raw, true],
    ),
    ...(["false", "off", "0", "no", "False", false] as const).map(
      (raw): [Record<string, unknown>, unknown, unknown] => [bool, raw, false],
    ),
    ...["y", "2", "truee", 1, 0, []].map((raw): [Record<string, unknown>, unknown, unknown] => [
      bool,
      raw,
      no(/true or false/),
    ]),
    [bool, "", undefined],
    [pick, "red", "red"],
    [pick, "green", "green"],
    [pick, "Green", no(/one of red, green; did you mean "green"/)],
    [pick, "rad", no(/did you mean "red"/)],
    [pick, 1, no(/one of/)],
    [pick, "constructor", no(/one of/)],
    ...["a", "a/b.txt", ".", "./a", "a b/c", ".git/config", "a..b", "..a/b", "grüße/ñ"].map(
      (p): [Record<string, unknown>, unknown, unknown] => [path, p, p],
    ),
    ...[
      "/etc/passwd",
      "//x",
      "..",
      "../a",
      "a/..",
      "a/../b",
      "a/../../b",
      "C:/x",
      "C:x",
      "a\\b",
      "..\\x",
      "~/x",
      "~",
      "a\0b",
      "a\nb",
      "a\tb",
      "a\u007fb",
      "-x",
      "x".repeat(4097),
    ].map((p): [Record<string, unknown>, unknown, unknown] => [path, p, no(/./)]),
    [path, 3, no(/must be a path/)],
  ];
  it.each(table)("%o with %j", (definition, raw, expected) => {
    const coerced = coerceInput(InputDefinition.parse(definition), raw);
    if (expected instanceof RegExp)
      expect(coerced).toMatchObject({ ok: false, message: expect.stringMatching(expected) });
    else expect(coerced).toEqual({ ok: true, value: expected });
  });
});
