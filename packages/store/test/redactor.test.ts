import { createRedactor } from "@codex-toolloop/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { repeat, TOKENS } from "./support/sample-tokens.ts";

const r = createRedactor();

describe("bytes", () => {
  test("keep their number, and invalid UTF-8 becomes one question mark a byte", () => {
    const raw = Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xe2, 0x82, 0x0a, 0xf0, 0x9f, 0x98, 0x80, 0xc3]);
    expect(Buffer.from(r.bytes(raw)).toString("utf8")).toBe("a?é??\n😀?");
  });
  test("the input is not changed", () => {
    const raw = Buffer.from("password=hunter2");
    r.bytes(raw);
    expect(raw.toString()).toBe("password=hunter2");
  });
  test("any bytes: same number, valid UTF-8, line breaks kept", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => {
        const out = Buffer.from(r.bytes(raw));
        expect(out.length).toBe(raw.length);
        expect(Buffer.from(out.toString("utf8")).equals(out)).toBe(true);
        expect([...out].filter((b) => b === 10).length).toBe([...raw].filter((b) => b === 10).length);
      }),
    );
  });
  test("text and bytes agree on any text", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.constantFrom(...TOKENS.map(([, t]) => t), "password=", "é", "\n"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join("");
        const valid = Buffer.from(text).toString("utf8");
        expect(r.text(valid)).toBe(Buffer.from(r.bytes(Buffer.from(valid))).toString("utf8"));
      }),
    );
  });
});

describe("json", () => {
  test("strings are masked at any depth, numbers and names stay", () => {
    const value = {
      n: 5,
      list: [`x ghp_${repeat(36)}`],
      deep: { password: "hunter2", inputTokens: 12, token: "abc", ok: true },
    };
    expect(r.json(value)).toEqual({
      n: 5,
      list: [`x ${"*".repeat(40)}`],
      deep: { password: "*******", inputTokens: 12, token: "***", ok: true },
    });
  });
  test("a value is known by the argument or the name beside it", () => {
    const value = {
      argv: ["mysql", "--password", "hunter2", "--token", "--verbose", "db"],
      env: [
        { name: "DB_PASSWORD", value: "hunter2" },
        { name: "EDITOR", value: "vi" },
      ],
      "set-cookie": ["sid=abc"],
    };
    expect(r.json(value)).toEqual({
      argv: ["mysql", "--password", "*******", "--token", "--verbose", "db"],
      env: [
        { name: "DB_PASSWORD", value: "*******" },
        { name: "EDITOR", value: "vi" },
      ],
      "set-cookie": ["*******"],
    });
  });
  test("a field named __proto__ stays a field", () => {
    const masked = r.json(JSON.parse('{"__proto__":{"a":1}}'));
    expect(JSON.stringify(masked)).toBe('{"__proto__":{"a":1}}');
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
});

describe("the user's own rules", () => {
  test("are masked too, also behind letters of several bytes, and change the version", () => {
    const own = createRedactor([{ name: "ticket", pattern: "ACME-[0-9]{4}" }]);
    expect(own.text("é→ ACME-1234 ok")).toBe("é→ ********* ok");
    expect(own.rules).toBe(r.rules + 1);
    expect(own.version).not.toBe(r.version);
  });
  test("that cannot be read, match nothing at all or are too long are told, the others hold", () => {
    const own = createRedactor([
      { name: "bad", pattern: "(" },
      { name: "empty", pattern: "a*" },
      { name: "long", pattern: "a".repeat(501) },
      { name: "good", pattern: "XYZZY" },
    ]);
    expect(own.errors).toHaveLength(3);
    expect(own.text("XYZZY")).toBe("*****");
  });
  test("cannot be made slow", () => {
    const own = createRedactor([{ name: "evil", pattern: "(a+)+$" }]);
    const started = performance.now();
    own.text(`${"a".repeat(5000)}b`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test("what holds no secret is not copied; what holds one is copied as far as it changed", () => {
  const clean = { name: "a", list: [1, { token: null }], text: "the token of the parser" };
  expect(r.json(clean)).toBe(clean);
  const secret = `ghp_${repeat(36)}`;
  const mixed = { clean, list: ["x", secret, "y"] };
  const masked = r.json(mixed);
  expect(masked).toEqual({ clean, list: ["x", "*".repeat(40), "y"] });
  expect(masked.clean).toBe(clean);
  expect(mixed.list[1]).toBe(secret);
  const hostile = JSON.parse(`{"a":1,"__proto__":{"b":"${secret}"},"c":2}`);
  expect(JSON.stringify(r.json(hostile))).toBe(`{"a":1,"__proto__":{"b":"${"*".repeat(40)}"},"c":2}`);
});
