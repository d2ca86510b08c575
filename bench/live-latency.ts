import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIMITS } from "@codex-toolloop/protocol";
import { newRunId, openStore, type RunWriter } from "@codex-toolloop/store";
import type { BrowserContext, Page } from "playwright";
import { launchChromium } from "../tests/support/chromium.ts";
import { startServer } from "../tests/support/server.ts";
import { bareEventSource } from "./lib/bare-event-source.ts";
import { type Figure, quantile } from "./lib/figures.ts";
import { livingIdentity } from "./lib/living-identity.ts";

const RUNS = 4;
const PER_SECOND = 50;
const SECONDS = 8;

/**
 * Line written to events.jsonl → in the DOM, 4 runs of 50 events a second: watched in the tab in front (a hidden tab pauses),
 * and in four windows side by side, where four software-rendered pages share the machine's processors.
 */
export async function liveLatency(): Promise<Figure[]> {
  const root = join(mkdtempSync(join(tmpdir(), "toolloop-bench-")), ".codex-toolloop");
  const store = await openStore(root, { create: true });
  const identity = livingIdentity();
  const writers: { runId: string; writer: RunWriter }[] = [];
  for (let i = 0; i < RUNS; i++) {
    const runId = newRunId();
    await store.createRun({
      v: 1,
      runId,
      kind: "workflow",
      workflow: "bench",
      title: `Latency ${i}`,
      inputs: {},
      hasSpec: false,
      timeoutSeconds: LIMITS.timeoutSecondsMax,
      stopGraceSeconds: 1,
      requestedBy: "bench",
      requestedVia: "cli",
      createdAt: new Date().toISOString(),
      source: "builtin",
    });
    const writer = store.openRunWriter(runId);
    writer.writeMeta({
      kind: "workflow",
      workflow: "bench",
      title: `Latency ${i}`,
      requestedBy: "bench",
      requestedVia: "cli",
      createdAt: new Date().toISOString(),
      startedAt: new Date().toISOString(),
      status: "running",
      ...identity,
    });
    writer.emit({ type: "run.started", workflow: "bench" });
    writers.push({ runId, writer });
  }
  const server = await startServer({ store: root });
  const browser = await launchChromium();
  try {
    const context = await browser.newContext();
    const front = await watch(context, server.url, writers, 1, "one");
    const all = await watch(context, server.url, writers, RUNS, "all");
    const bare = await bareEventSource(context, { count: (PER_SECOND * SECONDS) / 2, perSecond: PER_SECOND });
    const row = (name: string, values: number[], p: number, limit: number): Figure => ({
      name: `${name} p${p * 100}`,
      value: quantile(values, p),
      unit: "ms",
      limit,
      baseline: { name: "bare SSE → textContent", value: Math.max(1, quantile(bare, p)) },
    });
    return [
      row("4 runs write, the tab in front shows one:", front, 0.5, 50),
      row("4 runs write, the tab in front shows one:", front, 0.99, 150),
      row("4 runs write, 4 tabs visible at once:", all, 0.5, 50),
      row("4 runs write, 4 tabs visible at once:", all, 0.99, 150),
    ];
  } finally {
    await browser.close();
    await server.stop();
    for (const { writer } of writers) writer.close();
    await store.close();
    rmSync(join(root, ".."), { recursive: true, force: true });
  }
}

/** Opens `tabs` pages, one a run, lets every run write, and returns each event's way from the file into its page, in ms. */
async function watch(
  context: BrowserContext,
  url: string,
  writers: { runId: string; writer: RunWriter }[],
  tabs: number,
  round: string,
): Promise<number[]> {
  const pages: Page[] = [];
  for (const { runId } of writers.slice(0, tabs)) {
    const page = await context.newPage();
    await page.goto(`${url}/runs/${runId}?tab=transcript`);
    await page.waitForFunction(() => document.body.innerText.includes("live"));
    await page.evaluate((round) => {
      // When the page first showed this tick or a later one: a list in a window draws nothing for rows that a burst
      // has already pushed out of sight.
      const shownAt: number[] = [];
      Object.assign(window, { shownAt });
      const tick = new RegExp(`tick ${round} (\\d+)\\.`, "g");
      new MutationObserver((records) => {
        const now = Date.now();
        for (const r of records)
          for (const node of r.type === "characterData" ? [r.target] : r.addedNodes)
            for (const m of (node.textContent ?? "").matchAll(tick))
              while (shownAt.length <= Number(m[1])) shownAt.push(now);
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    }, round);
    pages.push(page);
  }
  const total = PER_SECOND * SECONDS;
  const writtenAt: number[][] = writers.map(() => []);
  await new Promise<void>((done) => {
    let n = 0;
    const id = setInterval(() => {
      for (const [i, { writer }] of writers.entries()) {
        writer.emit({ type: "notice", level: "info", message: `tick ${round} ${n}.` });
        writtenAt[i]?.push(Date.now());
      }
      if (++n === total) {
        clearInterval(id);
        done();
      }
    }, 1000 / PER_SECOND);
  });
  const all: number[] = [];
  for (const [i, page] of pages.entries()) {
    type Shown = { shownAt: number[] };
    await page.waitForFunction((want) => (window as unknown as Shown).shownAt.length >= want, total, {
      timeout: 20_000,
    });
    const shownAt = await page.evaluate(() => (window as unknown as Shown).shownAt);
    for (const [n, at] of shownAt.entries()) all.push(at - (writtenAt[i]?.[n] ?? Number.NaN));
    await page.close();
  }
  return all;
}
