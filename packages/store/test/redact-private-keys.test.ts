import { createRedactor } from "@codex-toolloop/store";
import { describe, expect, test } from "vitest";
import { repeat } from "./support/sample-tokens.ts";

const r = createRedactor();

const BODY = Array.from({ length: 24 }, (_, i) =>
  repeat(64, `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${String.fromCharCode(65 + i)}/+`),
);
const PEM = [
  "-----BEGIN RSA PRIVATE KEY-----",
  "Proc-Type: 4,ENCRYPTED",
  "",
  ...BODY,
  "abc=",
  "-----END RSA PRIVATE KEY-----",
];

describe("private keys", () => {
  test("the body of a block is masked, what is around it stays", () => {
    const masked = r.text(`before\n${PEM.join("\n")}\nafter and on`);
    for (const line of BODY) expect(masked).not.toContain(line.slice(0, 16));
    expect(masked).not.toContain("abc=");
    expect(masked).toContain("before\n-----BEGIN RSA PRIVATE KEY-----");
    expect(masked).toContain("-----END RSA PRIVATE KEY-----\nafter and on");
  });
  test("with a prefix on each line, with \\r\\n, and as one JSON string", () => {
    for (const text of [
      PEM.map((l) => `[out] ${l}`).join("\n"),
      PEM.join("\r\n"),
      JSON.stringify({ key: PEM.join("\n") }),
    ])
      expect(r.text(text)).not.toContain(BODY[5]?.slice(0, 16));
  });
  test("a block that has not ended yet is masked the same", () => {
    const whole = r.text(PEM.join("\n"));
    const half = r.text(PEM.slice(0, 12).join("\n"));
    expect(whole.startsWith(half)).toBe(true);
  });
  test("a mention of the marker does not eat the text after it", () => {
    const text = "looking for -----BEGIN PRIVATE KEY----- in\nfile one\nall is fine here\nnothing found today\nand on";
    expect(r.text(text)).toContain("nothing found today");
  });
});
