import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRedactor } from "@codex-toolloop/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newRun, tempStore } from "./support/temp-store.ts";

const r = createRedactor();

describe("a value on the line after its name is masked", () => {
  const cases: [string, string, string][] = [
    ["YAML", "db:\n  password:\n    hunter22\n  port: 5\n", "hunter22"],
    ["YAML, quoted", 'password:\n  "two words"\n', "two words"],
    ["YAML, folded", "client_secret: >-\n  abcdef123456\n", "abcdef123456"],
    ["YAML, literal", "api_key: |\n  abcdef123456\n", "abcdef123456"],
    ["YAML, at the end of the text", "password:\n  hunter22", "hunter22"],
    ["YAML, in a diff", "   password:\n+    hunter22\n", "hunter22"],
    ["YAML, Windows line breaks", "password:\r\n  hunter22\r\nnext: 1\r\n", "hunter22"],
    ["YAML, coloured", "\x1b[34mpassword\x1b[0m:\n  \x1b[32mhunter22\x1b[0m\n", "hunter22"],
    ["JSON", '{\n  "password":\n    "hunter22",\n  "port": 5\n}', "hunter22"],
    ["JSON, one in a list", '"set-cookie": [\n  "sid=abc123; Path=/"\n]', "sid=abc123; Path=/"],
    ["JSON, escaped", '{"text":"{\\n  \\"apiKey\\":\\n    \\"abcdef123456\\"\\n}"}', "abcdef123456"],
    ["YAML, escaped", '{"text":"password:\\n  hunter22\\nport: 5"}', "hunter22"],
    ["a text made one line", "inputs: db:⏎  password:⏎    hunter22⏎  port: 5", "hunter22"],
    ["a header", "Authorization:\n  Basic dXNlcjpwYXNz\n", "dXNlcjpwYXNz"],
    ["source code", "const apiToken =\n  'abcdef123456';\n", "abcdef123456"],
    ["XML", "<password>\n  hunter22\n</password>", "hunter22"],
    ["a property list", "<key>ApiKey</key>\n<string>hunter22</string>", "hunter22"],
    ["a named value in YAML", "env:\n- name: DB_PASSWORD\n  value: hunter22\n", "hunter22"],
    ["a named value in JSON", '{\n  "name": "DB_PASSWORD",\n  "value": "hunter22"\n}', "hunter22"],
    ["a value one level down", '"db_password": {\n  "value": "hunter22"\n}', "hunter22"],
    ["an argument in JSON", '[\n  "mysql",\n  "--password",\n  "hunter22"\n]', "hunter22"],
    ["an argument in YAML", "args:\n- --auth-token\n- hunter22\n", "hunter22"],
    ["a command that goes on", "deploy --token \\\n  hunter22 \\\n  --now", "hunter22"],
  ];
  for (const [name, text, secret] of cases)
    test(name, () => {
      expect(r.text(text)).toBe(text.replace(secret, "*".repeat(secret.length)));
    });
});

describe("what follows a name by chance stays readable", () => {
  for (const text of [
    "Password:\nWelcome back\n",
    "password:\n  type: string\n  minLength: 8\n",
    '"password": {\n  "type": "string"\n}',
    "password:\n  required\n",
    "password:\n\n  unrelated\n",
    "secrets:\n  - db_password\n",
    "token:\n  the one of the last session\n",
    "token:\n  nested:\n    deep: 1\n",
    "const token =\n    readToken(file);\n",
    "const token =\n    process.env.TOKEN;\n",
    "  --token\n      The token to use\n",
    "  --password\n  --verbose\n",
    "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: x\n",
    "- name: DB_PASSWORD\n  value: $(PASSWORD)\n",
    "✗ checks the password\n  expected\n",
  ])
    test(JSON.stringify(text), () => expect(r.text(text)).toBe(text));
});

test("only the line right after the name is looked at: the next one is judged by its own predecessor", () => {
  expect(r.text("password: |\n  hunter22\n  hunter33\n")).toBe("password: |\n  ********\n  hunter33\n");
});

test.each(["\n", "\r\n"])("a slice that begins at or in the value's line is masked (%j)", async (lineBreak) => {
  const store = await tempStore();
  const runId = await newRun(store);
  const head = `${`line${lineBreak}`.repeat(50)}db:${lineBreak}  password:${lineBreak}`;
  const text = `${head}    hunter22${lineBreak}  port: 5${lineBreak}`;
  writeFileSync(join(store.runDir(runId), "output.log"), text);
  const masked = text.replace("hunter22", "********");
  for (let from = head.length - 24; from < text.length; from++) {
    const slice = await store.readLog(runId, { offset: from, isFinal: true });
    expect(slice.content, `from ${from}`).toBe(masked.slice(from));
    const head = await store.readLog(runId, { offset: 0, limit: from, isFinal: false });
    expect(head.content, `to ${from}`).toBe(masked.slice(0, from));
  }
});

test("what is masked in a line depends on it and the line before alone", () => {
  const piece = fc.constantFrom(
    "password",
    "api_token",
    '"secret"',
    "- name: DB_PASSWORD",
    "value",
    "--token",
    "<password>",
    ":",
    " =",
    ": >-",
    ": [",
    " \\",
    ",",
    "\n",
    "\n  ",
    "\r\n  ",
    "\r",
    "\n- ",
    '"',
    "'",
    "hunter22",
    "abcdef123456",
    "\\n  ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
      const lines = pieces.join("").split(/(?<=\n|\r(?!\n))/);
      const each = lines.map((line, i) => {
        const before = lines[i - 1] ?? "";
        return r.text(before + line).slice(before.length);
      });
      expect(each.join("")).toBe(r.text(lines.join("")));
    }),
    { numRuns: 2000 },
  );
});
