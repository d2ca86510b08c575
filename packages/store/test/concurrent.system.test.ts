import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RunListQuery, RunMeta } from "@codex-toolloop/protocol";
import { openStore } from "@codex-toolloop/store";
import { expect, onTestFinished, test } from "vitest";
import { firstWord, startChild } from "./support/run-child.ts";
import { tempStore } from "./support/temp-store.ts";

const WRITERS = 4;
const RUNS = 60;

test("four processes append to one index, and no record is torn or lost", async () => {
  const store = await tempStore();
  const children = Array.from({ length: WRITERS }, () => startChild("writer-child.ts", [store.root, String(RUNS)]));
  expect(await Promise.all(children.map(firstWord))).toEqual(Array(WRITERS).fill("done"));
  // An empty line may stand between two: a write that was under way looked torn to the next writer.
  const lines = readFileSync(join(store.root, "index.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const metas = lines.map((line) => RunMeta.parse(JSON.parse(line)));
  expect(metas).toHaveLength(WRITERS * RUNS * 2);
  expect(new Set(metas.map((meta) => meta.runId)).size).toBe(WRITERS * RUNS);
  const catalog = await store.catalog();
  expect(catalog.size()).toBe(WRITERS * RUNS);
  expect(catalog.live()).toEqual([]);
  expect(catalog.skippedLines()).toBe(0);
});

test("an index that is rebuilt again and again meanwhile ends with every run's last state", async () => {
  const store = await tempStore();
  const catalog = await store.catalog();
  const children = Array.from({ length: WRITERS }, () => startChild("writer-child.ts", [store.root, String(RUNS)]));
  let busy = true;
  const done = Promise.all(children.map(firstWord)).then((words) => {
    busy = false;
    return words;
  });
  let rebuilds = 0;
  while (busy) {
    await store.rebuildIndex();
    rebuilds++;
  }
  expect(await done).toEqual(Array(WRITERS).fill("done"));
  expect(rebuilds).toBeGreaterThan(3);
  const fresh = await openStore(store.root, { env: {} });
  onTestFinished(() => fresh.close());
  const reread = await fresh.catalog();
  expect(reread.size()).toBe(WRITERS * RUNS);
  expect(reread.query(RunListQuery.parse({ status: ["success"] })).total).toBe(WRITERS * RUNS);
  expect(reread.skippedLines()).toBe(0);
  await store.rebuildIndex();
  expect(catalog.size()).toBe(WRITERS * RUNS);
  expect(catalog.live()).toEqual([]);
});
