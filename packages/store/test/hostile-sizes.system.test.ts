import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { PlacedEvent } from "@codex-toolloop/protocol";
import { expect, onTestFinished, test } from "vitest";
import { newRun, tempStore, until } from "./support/temp-store.ts";

const MIB = 1024 * 1024;
const line = (runId: string, seq: number, message = `event ${seq}`) =>
  `${JSON.stringify({ v: 1, runId, seq, at: new Date().toISOString(), type: "notice", level: "info", message })}\n`;

async function run() {
  const store = await tempStore();
  const runId = await newRun(store);
  return { store, runId, dir: store.runDir(runId), events: join(store.runDir(runId), "events.jsonl") };
}

/** How much the process holds more after `work` than before it, at its worst moment that a look between reads sees. */
async function within(mib: number, work: (look: () => void) => Promise<void>) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let worst = before;
  await work(() => {
    worst = Math.max(worst, process.memoryUsage.rss());
  });
  expect((worst - before) / MIB).toBeLessThan(mib);
}

test("300 MB of events without a newline: every read is small and quick, and the end is found", async () => {
  const { store, runId, events } = await run();
  const fd = openSync(events, "w");
  const block = Buffer.alloc(MIB, "x");
  for (let i = 0; i < 300; i++) writeSync(fd, block);
  closeSync(fd);
  await within(150, async (look) => {
    const started = performance.now();
    for (let from = 0, pages = 0; ; pages++) {
      const page = await store.readEvents(runId, { from, isFinal: true });
      look();
      expect(page.events).toEqual([]);
      if (page.isComplete) break;
      expect(page.nextOffset).toBeGreaterThan(from);
      from = page.nextOffset;
      expect(pages).toBeLessThan(1000);
    }
    await store.readEvents(runId, { before: 300 * MIB, isFinal: true });
    expect(await store.seekEvents(runId, { fraction: 0.5 })).toBeGreaterThan(0);
    expect(await store.seekEvents(runId, { at: new Date().toISOString() })).toBeGreaterThanOrEqual(0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
  appendFileSync(events, `\n${line(runId, 0)}`);
  const last = await store.readEvents(runId, { before: 301 * MIB, limit: 1, isFinal: true });
  expect(last.events.map((e) => e.event.seq)).toEqual([0]);
});

test("a follower passes over such a line and goes on with what comes after it", async () => {
  const { store, runId, events } = await run();
  const got: number[] = [];
  onTestFinished(
    store.followRun(runId, { from: 0, onEvents: (b) => got.push(...seqs(b.events)), onLog() {}, onState() {} }),
  );
  writeFileSync(events, line(runId, 0));
  appendFileSync(events, Buffer.alloc(3 * MIB, "y"));
  appendFileSync(events, `\n${line(runId, 1)}`);
  await until("the line after it has come", () => got.includes(1), 15_000);
  expect(got).toEqual([0, 1]);
});

test("events.jsonl is replaced and shrinks while it is followed: nothing fails, nothing comes twice", async () => {
  const { store, runId, events, dir } = await run();
  const got: number[] = [];
  writeFileSync(events, line(runId, 0) + line(runId, 1));
  onTestFinished(
    store.followRun(runId, { from: 0, onEvents: (b) => got.push(...seqs(b.events)), onLog() {}, onState() {} }),
  );
  await until("the first two have come", () => got.length === 2);
  writeFileSync(join(dir, "other"), line(runId, 0) + line(runId, 1) + line(runId, 2));
  renameSync(join(dir, "other"), events);
  await until("the third has come from the new file", () => got.length === 3);
  truncateSync(events, 10);
  ftruncateSync(openAndClose(events), 10);
  writeFileSync(join(dir, "other"), line(runId, 0) + line(runId, 1) + line(runId, 2) + line(runId, 3));
  renameSync(join(dir, "other"), events);
  await until("the fourth has come", () => got.length === 4);
  expect(got).toEqual([0, 1, 2, 3]);
});

test("100,000 artifacts: the list is cut and quick", async () => {
  const { store, runId, dir } = await run();
  mkdirSync(join(dir, "artifacts"));
  for (let i = 0; i < 100_000; i++) closeSync(openSync(join(dir, "artifacts", `${i}.txt`), "w"));
  const started = performance.now();
  const list = await store.listArtifacts(runId);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(list.length).toBeLessThanOrEqual(1000);
  expect(list.some((a) => a.path === "request.json")).toBe(true);
}, 60_000);

function seqs(events: PlacedEvent[]): number[] {
  return events.map((e) => e.event.seq);
}

function openAndClose(path: string): number {
  const fd = openSync(path, "r+");
  onTestFinished(() => closeSync(fd));
  return fd;
}
