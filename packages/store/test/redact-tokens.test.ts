import { createRedactor } from "@codex-toolloop/store";
import { describe, expect, test } from "vitest";
import { TOKENS } from "./support/sample-tokens.ts";

const r = createRedactor();

describe("tokens known by their prefix are masked", () => {
  for (const [name, token] of TOKENS)
    for (const [where, before, after] of [
      ["alone", "", ""],
      ["in a sentence", "the key ", " is old"],
      ["quoted", '"', '"'],
      ["coloured", "\x1b[32m", "\x1b[39m"],
      ["after an escaped line break", "a\\n", "\\nb"],
      ["in an address", "https://x.example/?k=", "&z=1"],
    ] as const)
      test(`${name}, ${where}`, () => {
        const masked = r.text(before + token + after);
        expect(masked).not.toContain(token.slice(-12));
        expect(masked).not.toContain(token.slice(8, 20));
        expect(masked.length).toBe((before + token + after).length);
        expect(masked.startsWith(before)).toBe(true);
      });
});
