import { createRedactor } from "@codex-toolloop/store";
import { expect, test } from "vitest";

const r = createRedactor();

test("no text makes the built-in rules slow", () => {
  for (const piece of [
    "eyJ",
    "sk-",
    "token",
    "password-",
    '"password":"',
    "://",
    "://a:b/",
    "://a:b/@",
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
    "password:\n",
    "password:\n ",
    '"password":\n"',
    "token: >-\n  a\n",
    `password:${" ".repeat(7)}`,
    `password:\n${" ".repeat(120)}`,
    "<password>\n",
    '"--password",\n',
    'password",\n"value":"',
    "password_token_secret_api_key:\n  aa",
  ]) {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const started = performance.now();
    r.text(text);
    expect(performance.now() - started, piece).toBeLessThan(2000);
  }
});
