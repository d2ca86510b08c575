import { appendFileSync, closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { appendLine, openStore } from "@codex-toolloop/store";
import { expect, onTestFinished, test } from "vitest";
import { standsAsLine } from "../src/fs/append-line.ts";
import { generateStore } from "./support/generate-store.ts";
import { tempDir, until } from "./support/temp-store.ts";

test.each([
  ["alone", 0, '{"n":1}\n', true],
  ["behind a line", 4, '{}\n\n{"n":1}\n', true],
  ["before what others added", 0, '{"n":1}\n{"n":2}\n{"to', true],
  ["glued to the half line of a writer that died", 3, '{}\n{"half{"n":1}\n', false],
  ["glued to a half first line", 0, '{"half{"n":1}\n', false],
  ["cut", 0, '{"n":1', false],
])("a record %s is a line of its own or not", (_, from, text, whole) => {
  const path = join(tempDir(), "lines.jsonl");
  writeFileSync(path, text);
  const fd = openSync(path, "r");
  onTestFinished(() => closeSync(fd));
  expect(standsAsLine(fd, from, '{"n":1}')).toBe(whole);
});

test("a record goes behind a torn line, once", () => {
  const path = join(tempDir(), "lines.jsonl");
  writeFileSync(path, '{"torn');
  appendLine(path, '{"n":1}');
  appendLine(path, '{"n":2}');
  expect(readFileSync(path, "utf8")).toBe('{"torn\n{"n":1}\n{"n":2}\n');
});

test("empty lines of an index do not count, nor does a line that was being written when it was read", async () => {
  const root = tempDir();
  generateStore(root, { runs: 3, linesPerRun: 1 });
  const path = join(root, "index.jsonl");
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const last = lines.at(-1) ?? "";
  writeFileSync(path, `\n${lines.slice(0, -1).join("\n\n")}\n\n${last.slice(0, 40)}`);
  const store = await openStore(root, { env: {} });
  onTestFinished(() => store.close());
  const catalog = await store.catalog();
  expect([catalog.size(), catalog.skippedLines()]).toEqual([2, 1]);
  appendFileSync(path, `${last.slice(40)}\n\n\n`);
  await until("the line is whole", () => catalog.size() === 3);
  expect(catalog.skippedLines()).toBe(0);
});
