import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { generateStore } from "../packages/store/test/support/generate-store.ts";
import { startServer } from "../tests/support/server.ts";
import { type Figure, median, times } from "./lib/figures.ts";
import { cpuMs, rssMiB } from "./lib/process-facts.ts";

const RUNS = 100_000;

/** 100,000 runs in the store: start, pages, filters, memory, cost at rest. */
export async function manyRuns(): Promise<Figure[]> {
  const root = join(mkdtempSync(join(tmpdir(), "toolloop-bench-")), ".codex-toolloop");
  await generateStore(root, { runs: RUNS, linesPerRun: 2 });
  // Once without being counted: the first start of a machine also reads the program from disk.
  await (await startServer({ store: root })).stop();
  const boot = performance.now();
  const server = await startServer({ store: root });
  // The first answers of a fresh start: to a program, and to a person (whose page is loaded by this first look).
  await (await fetch(`${server.url}/api/runs?limit=50`)).text();
  const bootMs = performance.now() - boot;
  await (await fetch(server.url)).text();
  const pageMs = performance.now() - boot;
  try {
    const get = async (path: string) => {
      const res = await fetch(`${server.url}${path}`);
      if (!res.ok) throw new Error(`${path} answered ${res.status}`);
      return await res.text();
    };
    const p50 = async (path: string, n = 60) => {
      await times(8, () => get(path));
      return median(await times(n, () => get(path)));
    };
    const naive = median(await times(3, () => naiveList(join(root, "index.jsonl"))));
    const page = await p50("/api/runs?limit=50");
    const deep = await p50("/api/runs?limit=50&offset=90000");
    // Each query of a kind differs, so that what is measured is a search and no kept answer.
    const hex = (i: number) => (i + 16).toString(16);
    const kinds: ((i: number) => string)[] = [
      (i) => `/api/runs?status=failed&q=${hex(i)}&limit=50`,
      (i) => `/api/runs?kind=workflow&status=orphaned&q=${hex(i)}&limit=50`,
      (i) => `/api/runs?q=no-such-text-${i}&limit=50`,
      (i) => `/api/runs?q=${hex(i)}&limit=50`,
      (i) => `/api/runs?workflow=verify&q=re${hex(i)[0]}&limit=${40 + i}`,
      (i) => `/api/runs?status=failed&limit=50&workspace=${i}`,
    ];
    const filters: number[] = [];
    for (const kind of kinds) {
      await get(kind(0));
      let i = 1;
      filters.push(median(await times(20, () => get(kind(i++)))));
    }
    const filter = Math.max(...filters);
    const html = await p50("/", 40);
    const rss = rssMiB(server.pid);
    await new Promise((r) => setTimeout(r, 3000));
    const before = cpuMs(server.pid);
    await new Promise((r) => setTimeout(r, 10_000));
    const rest = (cpuMs(server.pid) - before) / 100;
    const name = "reading index.jsonl per request";
    return [
      { name: "boot to first 200", value: bootMs, unit: "ms", limit: 2000, baseline: { name, value: naive } },
      { name: "boot to first page", value: pageMs, unit: "ms", baseline: { name, value: naive } },
      { name: "GET /api/runs page p50", value: page, unit: "ms", limit: 5, baseline: { name, value: naive } },
      {
        name: "GET /api/runs page at offset 90,000 p50",
        value: deep,
        unit: "ms",
        limit: 5,
        baseline: { name, value: naive },
      },
      {
        name: "slowest filter or text query p50",
        value: filter,
        unit: "ms",
        limit: 30,
        baseline: { name, value: naive },
      },
      { name: "HTML of / p50", value: html, unit: "ms", limit: 40, baseline: { name, value: naive } },
      { name: "RSS", value: rss, unit: "MiB", limit: 350 },
      { name: "CPU at rest", value: rest, unit: "%", limit: 1 },
    ];
  } finally {
    await server.stop();
    rmSync(join(root, ".."), { recursive: true, force: true });
  }
}

/** The baseline: what a page costs that reads the index for every request. */
async function naiveList(file: string): Promise<unknown[]> {
  const runs = new Map<string, unknown>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const meta = JSON.parse(line) as { runId: string };
    runs.set(meta.runId, meta);
  }
  return [...runs.values()].slice(-50);
}
