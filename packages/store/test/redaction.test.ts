import { createRedactor } from "@codex-toolloop/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const r = createRedactor();
const a = (n: number, s = "aB3dE6gH9k") => s.repeat(Math.ceil(n / s.length)).slice(0, n);

/** Token, alone: all of it must be masked wherever it stands. Built from parts, so that no scanner takes this file for a leak. */
const TOKENS: [string, string][] = [
  ["aws", `${"AKIA"}IOSFODNN7EXAMPLE`],
  ["github", `ghp_${a(36)}`],
  ["github fine-grained", `github_pat_${a(22)}_${a(59)}`],
  ["gitlab", `glpat-${a(20)}`],
  ["slack bot", `xoxb-123456789012-1234567890123-${a(24)}`],
  ["slack webhook", `hooks.slack.com/services/T00000000/B00000000/${a(24)}`],
  ["openai", `sk-${a(48)}`],
  ["openai project", `sk-proj-${a(40)}_-${a(40)}`],
  ["anthropic", `sk-ant-api03-${a(93)}-AA`],
  ["google", `AIza${a(35)}`],
  ["google oauth", `ya29.${a(60)}`],
  ["stripe", `sk_live_${a(24)}`],
  ["stripe restricted", `rk_test_${a(24)}`],
  ["npm", `npm_${a(36)}`],
  ["pypi", `pypi-AgEIcHlwaS5vcmc${a(70)}`],
  ["hugging face", `hf_${a(34, "abcDEF")}`],
  ["jwt", `eyJ${a(30)}.eyJ${a(60)}.${a(43)}`],
  ["sendgrid", `SG.${a(22)}.${a(43)}`],
  ["twilio", `SK${a(32, "0123abcdef")}`],
  ["vault", `hvs.${a(90)}`],
  ["docker", `dckr_pat_${a(27)}`],
  ["digitalocean", `dop_v1_${a(64, "0123abcdef")}`],
  ["age", `AGE-SECRET-KEY-1${a(58, "QPZRY9X8GF")}`],
];

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

describe("values known by what stands before them are masked, their names stay", () => {
  const cases: [string, string, string][] = [
    ["password=hunter2", "hunter2", "password="],
    ["DB_PASSWORD=correct-horse", "correct-horse", "DB_PASSWORD="],
    ['{"password": "two words and more"}', "two words and more", '{"password": "'],
    ['{\\"password\\":\\"hunter22\\"}', "hunter22", "password"],
    ["password: \x1b[32m'hunter2'\x1b[39m", "hunter2", "password: "],
    ["API_KEY: abcd1234efgh", "abcd1234efgh", "API_KEY: "],
    [
      "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "wJalrXUtnFEMI/K7MDENG",
      "aws_secret_access_key = ",
    ],
    ["accessToken: 'abcdef123456'", "abcdef123456", "accessToken: '"],
    ["Authorization: Bearer abcdefghijklmnop1", "abcdefghijklmnop1", "Authorization: Bearer "],
    ["authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz", "authorization: Basic "],
    ["curl -H 'Authorization: token abcdef123' x", "abcdef123", "Authorization: token "],
    ["Cookie: session=abc123; other=def", "abc123", "Cookie: "],
    ["postgres://user:s3cr3t@db.example:5432/x", "s3cr3t", "postgres://user:"],
    ["https://0123456789abcdef0123@github.com/a/b", "0123456789abcdef0123", "https://"],
    ["mysql --password hunter22 db", "hunter22", "--password "],
    ["deploy --auth-token abcdef99", "abcdef99", "--auth-token "],
    ["curl -u admin:hunter22 http://x", "hunter22", "-u admin:"],
    ["AccountKey=abcdefghijklmnop==;x", "abcdefghijklmnop", "AccountKey="],
    ["_authToken=abcdef123456", "abcdef123456", "_authToken="],
    ["_auth=dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA", "_auth="],
    [
      '{"auths":{"r.example":{"auth":"dXNlcjpwYXNzd29yZA=="}}}',
      "dXNlcjpwYXNzd29yZA",
      '{"auths":{"r.example":{"auth":"',
    ],
    ["HEROKU_API_KEY=01234567-89ab-cdef-0123-456789abcdef", "89ab-cdef", "HEROKU_API_KEY="],
    ["AZURE_OPENAI_KEY=0123456789abcdef0123456789abcdef", "456789abcdef", "AZURE_OPENAI_KEY="],
    ['APP_SECRET="two words and 1"', "words", 'APP_SECRET="'],
    ["DB_PASSWORD=p;x&y(1)tail", "x&y(1)tail", "DB_PASSWORD="],
    ["  password: p&ss(word)", "ss(word", "  password: "],
    ["DB_PASSWORD='it\\'s-long-1'", "s-long-1", "DB_PASSWORD='"],
    ["postgres://u:p@ss@word1@db/x", "word1", "postgres://u:"],
    ["curl -s -uadmin:hunter22 http://x", "hunter22", "curl -s -uadmin:"],
    ["mysql -uroot -phunter22 db", "hunter22", "mysql -uroot -p"],
    ["sshpass -p hunter22 ssh x", "hunter22", "sshpass -p "],
    ["docker login -u me -p hunter22 r.example", "hunter22", "docker login -u me -p "],
    ["openssl rsa -passin pass:hunter22", "hunter22", "-passin pass:"],
    ["machine x.example login me password hunter22", "hunter22", "login me password "],
    ["<Password>hunter22</Password>", "hunter22", "<Password>"],
    ['<add key="ApiKey" value="hunter22"/>', "hunter22", '<add key="ApiKey" value="'],
    ['{"name":"DB_PASSWORD","value":"hunter22"}', "hunter22", '{"name":"DB_PASSWORD","value":"'],
    ['["mysql","--password","hunter22"]', "hunter22", '["mysql","--password","'],
    [`tls.key: ${"LS0tLS1CRUdJTiB"}QUklWQVRFIEtFWS0tLS0tCk1JSUV2`, "UklWQVRFIEtF", "tls.key: "],
    ["Bearer abcdefghijklmnopqrstuvwxyzabcdefghijkl", "mnopqrstuvwxyz", "Bearer "],
  ];
  for (const [line, secret, lead] of cases)
    test(line, () => {
      const masked = r.text(line);
      expect(masked).not.toContain(secret);
      expect(masked).toContain(lead);
      expect(masked.length).toBe(line.length);
    });
});

describe("what is no secret stays readable", () => {
  for (const line of [
    "inputTokens: 12345, outputTokens: 678",
    "password: string",
    "const token = process.env.TOKEN",
    "tokenizer: cl100k_base",
    "All 12 tests passed: 12",
    "task-queue-of-something-long-and-lower",
    "disk-usage-report-of-something-long",
    "https://example.com:8080/path?x=1",
    "PWD=/home/someone/project",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "secret: true",
    "git@github.com:owner/repo.git",
    "01a1fa85-0f43-7764-8306-329ec8b60638",
    "--- PASS: TestEverything (0.00s)",
    "PASS: tests/first.sh",
    "First pass: process all schemas",
    "ℹ pass 12",
    "Authorization: Bearer <token>",
    "send `Authorization: Bearer` with it",
    "const token = matchToToken(match)",
    "const token = tokens[i];",
    "token: this.nextConfig.deploymentId,",
    "export const TOKEN_RULES: readonly Rule[] = [",
    "stringifyCookie: function() {",
    '"react-one-time-password-field": "0.2.1",',
    "USERNAME_PASSWORD: 0x02,",
    "credentials: 'include',",
    "MAX_TOKENS=4096",
    "CACHE_KEY=0123456789abcdef0123456789abcdef",
    "http://localhost:4873/@scope/pkg",
    `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAA${a(200, "EAAABIARHBEADQCABLQAAQSBHDRUg")}==`,
    " ✓ src/token.test.ts (12 tests) 34ms",
    "ok 3 - secret: is masked",
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUR6",
  ])
    test(line, () => expect(r.text(line)).toBe(line));
});

const BODY = Array.from({ length: 24 }, (_, i) =>
  a(64, `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${String.fromCharCode(65 + i)}/+`),
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
      list: [`x ghp_${a(36)}`],
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

test("no text makes the built-in rules slow", () => {
  for (const piece of [
    "eyJ",
    "sk-",
    "token",
    "password-",
    '"password":"',
    "://",
    "authorization: bearer ",
    "a",
    "-u x:",
    "xox",
    "-----BEGIN PRIVATE KEY-----",
    "mysql -u ",
    "x login -p",
    "curl -u",
    "DB_PASSWORD=;",
    "_KEY=",
    "password=a,",
    "<token>",
    "LS0tLS1CRUdJTi",
    "cookie: a",
    "authorization: basic basic ",
  ]) {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const started = performance.now();
    r.text(text);
    expect(performance.now() - started, piece).toBeLessThan(2000);
  }
});

test("what holds no secret is not copied; what holds one is copied as far as it changed", () => {
  const clean = { name: "a", list: [1, { token: null }], text: "the token of the parser" };
  expect(r.json(clean)).toBe(clean);
  const secret = `ghp_${a(36)}`;
  const mixed = { clean, list: ["x", secret, "y"] };
  const masked = r.json(mixed);
  expect(masked).toEqual({ clean, list: ["x", "*".repeat(40), "y"] });
  expect(masked.clean).toBe(clean);
  expect(mixed.list[1]).toBe(secret);
  const hostile = JSON.parse(`{"a":1,"__proto__":{"b":"${secret}"},"c":2}`);
  expect(JSON.stringify(r.json(hostile))).toBe(`{"a":1,"__proto__":{"b":"${"*".repeat(40)}"},"c":2}`);
});
