import { createRedactor } from "@codex-toolloop/store";
import { describe, expect, test } from "vitest";
import { repeat } from "./support/sample-tokens.ts";

const r = createRedactor();

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
    ["https://user:pa/ss@host.example/x", "pa/ss", "https://user:"],
    ["redis://:/Kc3+/w1=@cache:6379/0", "w1=", "redis://:"],
    ["a=http://u:p/1@h,b=http://u:q/2@h", "q/2", "a=http://u:"],
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
    "http://127.0.0.1:8080/a@b",
    "https://registry.example:443/pkg/-/pkg@1.0.0.tgz",
    "http://localhost:3000/x http://u/y@z",
    `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAA${repeat(200, "EAAABIARHBEADQCABLQAAQSBHDRUg")}==`,
    " ✓ src/token.test.ts (12 tests) 34ms",
    "ok 3 - secret: is masked",
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUR6",
  ])
    test(line, () => expect(r.text(line)).toBe(line));
});
