import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newRunId, openStore } from "@codex-toolloop/store";
import { generateEvents } from "../packages/store/test/support/generate-events.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { startServer } from "../tests/support/server.ts";
import { type Figure, median, times } from "./lib/figures.ts";
import { rssMiB } from "./lib/process-facts.ts";

const GIB = 2 ** 30;
const FRACTIONS = [0.02, 0.2, 0.37, 0.5, 0.66, 0.81, 0.97];

/** A 1 GB events.jsonl (2 M events) and a 1 GB output.log, also as one single line. */
export async function hugeRun(): Promise<Figure[]> {
  const root = join(mkdtempSync(join(tmpdir(), "toolloop-bench-")), ".codex-toolloop");
  const store = await openStore(root, { create: true });
  const runs = { lines: newRunId(), single: newRunId(), small: newRunId() };
  for (const runId of Object.values(runs)) {
    await store.createRun({
      v: 1,
      runId,
      kind: "workflow",
      workflow: "bench",
      title: "Huge",
      inputs: {},
      hasSpec: false,
      timeoutSeconds: 3600,
      stopGraceSeconds: 1,
      requestedBy: "bench",
      requestedVia: "cli",
      createdAt: new Date().toISOString(),
      source: "builtin",
    });
    const w = store.openRunWriter(runId);
    w.writeMeta({
      kind: "workflow",
      workflow: "bench",
      title: "Huge",
      requestedBy: "bench",
      requestedVia: "cli",
      createdAt: new Date().toISOString(),
      startedAt: new Date().toISOString(),
      finishedAt: new Date().toISOString(),
      status: "success",
      reason: "exit_zero",
      durationMs: 1,
    });
    w.close();
  }
  await generateEvents(join(store.runDir(runs.small), "events.jsonl"), { bytes: 100_000, runId: runs.small });
  const eventsFile = join(store.runDir(runs.lines), "events.jsonl");
  await generateEvents(eventsFile, { bytes: GIB, runId: runs.lines });
  fill(
    join(store.runDir(runs.lines), "output.log"),
    "2026-11-20 12:00:00 compiling module number 1234567 of the project, all fine so far\n",
  );
  fill(join(store.runDir(runs.single), "output.log"), "no line break in here, only words and more words; ");
  await store.close();
  const server = await startServer({ store: root });
  const browser = await launchChromium();
  try {
    const whole = median(await times(1, () => readWhole(eventsFile)));
    const base = { name: "reading the whole file", value: whole };
    // The growth is what size costs: a small run has loaded the same code before.
    for (let i = 0; i < 10; i++)
      for (const path of ["/", `/runs/${runs.small}`, `/runs/${runs.small}?tab=events`, `/api/runs/${runs.small}/logs`])
        await fetch(`${server.url}${path}`).then((r) => r.text());
    const rssBefore = rssMiB(server.pid);
    const firstByte = median(
      await times(7, async () => {
        const res = await fetch(`${server.url}/runs/${runs.lines}?tab=transcript`);
        await res.body?.getReader().read();
        await res.body?.cancel().catch(() => {});
      }),
    );
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const painted: number[] = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      await page.goto(`${server.url}/runs/${runs.lines}?tab=events`, { waitUntil: "commit" });
      await page.waitForSelector("[data-offset]");
      painted.push(performance.now() - start);
    }
    const nodes: number[] = [];
    const jumps: number[] = [];
    for (const fraction of FRACTIONS) {
      jumps.push(
        ...(await times(1, async () => {
          const seek = (await (
            await fetch(`${server.url}/api/runs/${runs.lines}/events?seek=${fraction}`, {
              headers: { accept: "application/json" },
            })
          ).json()) as { offset: number };
          const res = await fetch(`${server.url}/api/runs/${runs.lines}/events?from=${seek.offset}&limit=200`, {
            headers: { accept: "application/json" },
          });
          const events = ((await res.json()) as { events: unknown[] }).events;
          if (events.length === 0) throw new Error(`no events at ${fraction}`);
        })),
      );
      const { offset } = (await (
        await fetch(`${server.url}/api/runs/${runs.lines}/events?seek=${fraction}`, {
          headers: { accept: "application/json" },
        })
      ).json()) as { offset: number };
      const start = performance.now();
      await page.goto(`${server.url}/runs/${runs.lines}?tab=events#e-${offset}`, { waitUntil: "commit" });
      await page.reload({ waitUntil: "commit" });
      await page.waitForSelector(`[data-offset="${offset}"]`);
      painted.push((performance.now() - start) / 2);
      nodes.push(await page.evaluate(() => document.querySelectorAll("*").length));
    }
    const slices = async (runId: string) => {
      const size = GIB;
      const one = (f: number) =>
        fetch(`${server.url}/api/runs/${runId}/logs?offset=${Math.floor(size * f)}&limit=131072`).then((r) => r.json());
      return Math.max(...(await sequence(FRACTIONS, async (f) => median(await times(5, () => one(f))))));
    };
    const linesSlice = await slices(runs.lines);
    const singleSlice = await slices(runs.single);
    return [
      { name: "1 GB events: run page first byte", value: firstByte, unit: "ms", limit: 300, baseline: base },
      { name: "1 GB events: first events painted", value: median(painted), unit: "ms", limit: 1000, baseline: base },
      {
        name: "1 GB events: slowest jump (seek + page)",
        value: Math.max(...jumps),
        unit: "ms",
        limit: 300,
        baseline: base,
      },
      { name: "1 GB events: DOM nodes, most", value: Math.max(...nodes), unit: "nodes", limit: 1500 },
      { name: "1 GB log: 128 KiB at the slowest offset", value: linesSlice, unit: "ms", limit: 50, baseline: base },
      { name: "1 GB log as one line: 128 KiB, slowest", value: singleSlice, unit: "ms", limit: 50, baseline: base },
      { name: "RSS growth of the server", value: rssMiB(server.pid) - rssBefore, unit: "MiB", limit: 100 },
    ];
  } finally {
    await browser.close();
    await server.stop();
    rmSync(join(root, ".."), { recursive: true, force: true });
  }
}

async function sequence<T>(items: T[], work: (item: T) => Promise<number>): Promise<number[]> {
  const out: number[] = [];
  for (const item of items) out.push(await work(item));
  return out;
}

function fill(file: string, text: string): void {
  const chunk = Buffer.from(text.repeat(Math.ceil(2 ** 22 / text.length)));
  const fd = openSync(file, "w", 0o600);
  for (let n = statSync(file).size; n < GIB; n += chunk.length) writeSync(fd, chunk);
  closeSync(fd);
}

async function readWhole(file: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) bytes += (chunk as Buffer).length;
  return bytes;
}
